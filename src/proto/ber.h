// BER as LDAP restricts it (RFC 4511 5.1): definite lengths, tags of one byte. What is written is DER as well
// (X.690 10.1), which SPNEGO wants.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace runseal::proto {

inline constexpr std::uint8_t ber_integer_tag = 0x02, ber_octets = 0x04, ber_enumerated = 0x0a, ber_sequence = 0x30,
                              ber_set = 0x31;

[[nodiscard]] Bytes ber(std::uint8_t tag, ByteView content);  // its length in the fewest bytes
[[nodiscard]] Bytes ber_integer(std::int32_t value);

struct BerHead {
  std::size_t size = 0;    // of tag and length
  std::size_t length = 0;  // of the content
};
// Nothing while there are too few bytes. Errors: invalid (an indefinite length, or one of more than four bytes).
[[nodiscard]] Result<std::optional<BerHead>> ber_head(ByteView bytes);

struct BerElement {
  std::uint8_t tag = 0;
  ByteView content;
};
// One element off the front. Errors: invalid.
[[nodiscard]] Result<BerElement> ber_next(base::Reader& in);
[[nodiscard]] Result<ByteView> ber_take(base::Reader& in, std::uint8_t tag);  // that must have this tag
// The content of an INTEGER or ENUMERATED. Errors: invalid (empty, or over four bytes).
[[nodiscard]] Result<std::int32_t> ber_number(ByteView content);

}  // namespace runseal::proto
