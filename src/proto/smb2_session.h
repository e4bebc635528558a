// SMB 2 SESSION_SETUP and TREE_CONNECT (MS-SMB2 2.2.5, 2.2.6, 2.2.9, 2.2.10), unsigned, as for guests and nobody.
#pragma once

#include <string>

#include "base/bytes.h"
#include "proto/smb2.h"

namespace runseal::proto {

[[nodiscard]] Bytes smb2_session_setup_request(const Smb2Ids& ids, ByteView token);

struct Smb2SessionSetup {
  std::uint32_t status = 0;  // success, more_processing_required, or why not (then the rest is empty)
  std::uint64_t session = 0;
  bool guest = false;      // SMB2_SESSION_FLAG_IS_GUEST
  bool anonymous = false;  // SMB2_SESSION_FLAG_IS_NULL
  bool encrypt = false;    // SMB2_SESSION_FLAG_ENCRYPT_DATA
  Bytes token;             // SPNEGO
};
[[nodiscard]] Result<Smb2SessionSetup> parse_smb2_session_setup_response(ByteView message, std::uint64_t message_id);

// `path` in UTF-8: \\host\share
[[nodiscard]] Bytes smb2_tree_connect_request(const Smb2Ids& ids, const std::string& path);

struct Smb2TreeConnect {
  std::uint32_t status = 0;
  std::uint8_t share_type = 0;  // 1 disk, 2 pipe, 3 printer
  bool encrypt = false;         // SMB2_SHAREFLAG_ENCRYPT_DATA (0x8000)
  bool dfs = false;             // SMB2_SHAREFLAG_DFS, SMB2_SHAREFLAG_DFS_ROOT or SMB2_SHARE_CAP_DFS
};
[[nodiscard]] Result<Smb2TreeConnect> parse_smb2_tree_connect_response(ByteView message, std::uint64_t message_id);

}  // namespace runseal::proto
