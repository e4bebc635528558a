// Who is said to be at which hardware address: ARP, and what IPv6 has in its place.
#pragma once

#include "capture/ip.h"

namespace runseal::capture {

// RFC 826, of IPv4 on Ethernet. Nothing: another kind, or a probe that claims nothing (RFC 5227).
[[nodiscard]] std::optional<Arp> open_arp(const Slice& packet, Moment at);
// RFC 4861: the advertisement of a neighbour, or the question of one that says where it is itself.
[[nodiscard]] std::optional<Arp> open_neighbour(const IpPacket& packet, Moment at);

}  // namespace runseal::capture
