// The header of IKE and, of IKE 2, what its first exchange agrees on in clear (RFC 2408 3.1, RFC 7296 3.1 and 3.3); and
// the front of ESP and AH (RFC 4303, 4302). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

struct IkeHeader {
  std::uint8_t next_payload = 0;
  unsigned major = 0, minor = 0;
  std::uint8_t exchange = 0;
  bool response = false;  // of IKE 2
  std::uint32_t length = 0;
};
inline constexpr std::size_t ike_header_size = 28;
// Errors: invalid.
[[nodiscard]] Result<IkeHeader> parse_ike_header(ByteView message);
[[nodiscard]] std::string ike_exchange_name(const IkeHeader& header);  // "IKE_SA_INIT", "aggressive mode"

// What the answer to the first exchange of IKE 2 chose for IKE's own messages: "AES-GCM-16 256", "curve25519". Not for
// the tunnel: that is agreed on encrypted. Empty where there is no such payload.
[[nodiscard]] std::vector<std::string> ike_chosen(ByteView message);

inline constexpr std::size_t esp_header_size = 8;
// The lengths of a code at its end for which the packet reads as one that is not encrypted (RFC 2410), as a set of
// bits: by the padding and the kind of content that stand before the code.
[[nodiscard]] unsigned esp_codes_if_clear(ByteView packet);

struct AhHeader {
  std::uint8_t next_header = 0;
  std::size_t code = 0;  // bytes
};
[[nodiscard]] Result<AhHeader> parse_ah_header(ByteView packet);

}  // namespace runseal::proto
