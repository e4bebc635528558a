// What the Linux SMB client really uses, from the text of /proc/fs/cifs/DebugData, as the kernels from 4.18 on write it
// (fs/smb/client/cifs_debug.c; the two orders of its lines). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runseal::proto {

// One share of one session.
struct CifsUse {
  std::string share;              // "//nas01/runs", lower case
  std::string address;            // of the server, or its name
  std::string dialect;            // "3.1.1"; empty: not told
  std::optional<bool> is_signed;  // nothing: this kernel does not tell
  bool encrypted = false;         // by the session, by the share, or because the mount asks for it
  bool guest = false;             // or anonymous
};

// At most 1000, without IPC$.
[[nodiscard]] std::vector<CifsUse> parse_cifs_debug(std::string_view text);

// "//NAS01/Runs/2024", "\\nas01\runs" → "//nas01/runs"
[[nodiscard]] std::string share_of(std::string_view source);

}  // namespace runseal::proto
