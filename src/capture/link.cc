#include "capture/link.h"

#include <algorithm>

namespace runseal::capture {
namespace {

using Opened = std::expected<Carried, LinkFault>;

// https://www.tcpdump.org/linktypes.html
enum Link : std::uint32_t {
  bsd_null = 0,
  ethernet = 1,
  raw_openbsd = 12,  // these two are values of systems, not of files; files have them all the same
  raw_other = 14,
  raw = 101,
  bsd_loop = 108,
  linux_cooked = 113,
  mpls = 219,
  raw_v4 = 228,
  raw_v6 = 229,
  linux_cooked_2 = 276,
};
constexpr std::uint16_t type_mpls_upstream = 0x8848;
constexpr std::uint16_t smallest_type = 0x0600;  // below it is a length (IEEE 802.3)
constexpr int most_tags = 8;

bool is_vlan(std::uint16_t type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;  // 802.1Q, 802.1ad, and before it
}

std::unexpected<LinkFault> cut() { return std::unexpected(LinkFault::cut); }

// IEEE 802.2 with SNAP, as some devices still speak it: the type stands behind it (RFC 1042).
Opened open_802_2(Slice frame, std::uint16_t length) {
  static constexpr std::array<std::uint8_t, 6> snap = {0xaa, 0xaa, 0x03, 0, 0, 0};
  frame.end_at(std::min<std::uint64_t>(length, frame.size));
  if (!frame.has(8) || !std::equal(snap.begin(), snap.end(), frame.bytes.begin())) return Carried{0, frame};
  const auto type = frame.u16(6);
  frame.drop(8);
  return Carried{type, frame};
}

// RFC 791: lengths that can be, and the header's checksum, where it was not left to the network card. For what may be
// no IP at all.
bool is_ipv4(const Slice& packet) {
  const auto words = (packet.bytes[0] & 15U) * std::size_t{2};
  if (words < 10 || !packet.has(2 * words)) return false;
  if (const auto length = packet.u16(2); length < 2 * words || length > packet.size) return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < words; ++i) sum += packet.u16(2 * i);
  return packet.u16(10) == 0 || (sum & 0xffffU) + (sum >> 16U) == 0xffff;
}

// RFC 3032. What is inside nobody says: IP, or a pseudowire with its control word or without (RFC 4448).
Opened open_mpls(Slice packet) {
  for (int labels = 0; labels < most_tags; ++labels) {
    if (!packet.has(5)) return cut();
    const bool last = (packet.bytes[2] & 1U) != 0;
    packet.drop(4);
    if (!last) continue;
    const auto version = packet.bytes[0] >> 4U;
    if (version == 4 && is_ipv4(packet)) return raw_ip(packet);
    auto behind_control_word = packet;
    if (version == 0 && packet.has(4)) behind_control_word.drop(4);
    if (like_ethernet(behind_control_word)) return open_ethernet(behind_control_word);
    if (like_ethernet(packet)) return open_ethernet(packet);
    return version == 6 ? raw_ip(packet) : Carried{0, packet};
  }
  return Carried{0, packet};
}

Opened open_cooked(Slice packet, std::size_t type_at, std::size_t header) {
  if (!packet.has(header)) return cut();
  const auto type = packet.u16(type_at);
  packet.drop(header);
  return open_tags({type, packet});
}

// An address family in the order of the machine that captured, which none of them needs more than a byte for.
Opened open_bsd(Slice packet) {
  if (!packet.has(5)) return cut();
  packet.drop(4);
  return raw_ip(packet);
}

}  // namespace

Carried raw_ip(Slice packet) {
  const auto version = packet.has(1) ? packet.bytes[0] >> 4U : 0;
  return {version == 4 ? type_ipv4 : version == 6 ? type_ipv6 : std::uint16_t{0}, packet};
}

Opened open_tags(Carried carried) {
  for (int tags = 0; tags < most_tags && is_vlan(carried.type); ++tags) {
    if (!carried.rest.has(4)) return cut();
    carried.type = carried.rest.u16(2);
    carried.rest.drop(4);
  }
  if (carried.type < smallest_type && carried.type > 4) return open_802_2(carried.rest, carried.type);
  if (carried.type == type_mpls || carried.type == type_mpls_upstream) return open_mpls(carried.rest);
  return carried;
}

bool like_ethernet(const Slice& frame) {
  if (!frame.has(14)) return false;
  const auto type = frame.u16(12);
  return type == type_ipv4 || type == type_ipv6 || type == type_arp || type == type_mpls || is_vlan(type);
}

Opened open_ethernet(Slice frame) {
  if (!frame.has(14)) return cut();
  const auto type = frame.u16(12);
  frame.drop(14);
  return open_tags({type, frame});
}

Opened open_link(std::uint32_t link, Slice packet) {
  switch (link) {
    case ethernet: return open_ethernet(packet);
    case linux_cooked: return open_cooked(packet, 14, 16);
    case linux_cooked_2: return open_cooked(packet, 0, 20);
    case raw:
    case raw_openbsd:
    case raw_other:
    case raw_v4:
    case raw_v6: return raw_ip(packet);
    case bsd_null:
    case bsd_loop: return open_bsd(packet);
    case mpls: return open_mpls(packet);
    default: return std::unexpected(LinkFault::unknown);
  }
}

}  // namespace runseal::capture
