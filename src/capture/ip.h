// IPv4 (RFC 791) and IPv6 (RFC 8200).
#pragma once

#include <optional>

#include "capture/link.h"

namespace runseal::capture {

// Where a fragment belongs in its datagram.
struct FragmentPlace {
  std::uint32_t id = 0;
  std::uint16_t offset = 0;  // in bytes
  bool more = false;
};

struct IpPacket {
  Address from;
  Address to;
  std::uint8_t protocol = 0;  // of the payload; in IPv6 behind the extension headers as far as they are there
  std::uint8_t hops = 0;
  bool v6 = false;
  std::optional<FragmentPlace> fragment;
  Slice payload;
};

// `packet` begins with an IP header of version 4 or 6. Nothing: it is cut within its headers, or contradicts itself.
[[nodiscard]] std::optional<IpPacket> open_ip(Slice packet);
// Passes over the extension headers that begin with `packet.protocol`, up to a fragment header, and that too. False:
// cut.
[[nodiscard]] bool pass_extensions(IpPacket& packet);

}  // namespace runseal::capture
