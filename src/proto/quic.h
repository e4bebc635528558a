// The headers of QUIC that stand in clear (RFC 8999, 9000 17, 9369). Pure.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace runseal::proto {

struct QuicLongHeader {
  bool fixed = false;         // the bit that tells QUIC from others; ends that agree may clear it later (RFC 9287)
  std::uint32_t version = 0;  // 0: version negotiation
  ByteView to, from;          // connection ids, at most 20 bytes (255 in version negotiation)
};
// Of the packet at the front of a datagram. Errors: invalid (a short header, or none of QUIC).
[[nodiscard]] Result<QuicLongHeader> parse_quic_long_header(ByteView datagram);

// "1", "2", "draft-29"; nothing for versions that are not known, whose encryption is not known either.
[[nodiscard]] std::optional<std::string> quic_version_name(std::uint32_t version);

// RFC 9000 17.3: an encrypted packet of an established connection; to a known connection id it is one also where the
// fixed bit is not (RFC 9287).
[[nodiscard]] bool is_quic_short(ByteView datagram);
[[nodiscard]] bool is_quic_short_to(ByteView datagram, ByteView connection_id);

}  // namespace runseal::proto
