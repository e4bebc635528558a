// SMB 1, as far as telling whether a server speaks it (MS-CIFS 2.2.3.1, 2.2.4.52; MS-SMB 2.2.4.5.2).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

constexpr std::string_view smb1_dialect = "NT LM 0.12";
constexpr std::string_view smb1_or_smb2_dialect = "SMB 2.???";  // asks to go on in SMB 2 (MS-SMB2 3.2.4.2.2.1)

// Dialects by name, in the client's order.
[[nodiscard]] Bytes smb1_negotiate_request(const std::vector<std::string_view>& dialects);

struct Smb1Negotiate {
  std::optional<std::uint16_t> dialect;  // the index into what was offered; nothing: none of them
  bool signing_enabled = false;
  bool signing_required = false;
};

// `offered`: how many dialects the request named. Errors: invalid.
[[nodiscard]] Result<Smb1Negotiate> parse_smb1_negotiate_response(ByteView message, std::size_t offered);

}  // namespace runseal::proto
