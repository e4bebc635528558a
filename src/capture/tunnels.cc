#include "capture/tunnels.h"

namespace runseal::capture {
namespace {

enum Protocol : std::uint8_t { ipv4_inside = 4, udp = 17, ipv6_inside = 41, gre = 47 };
constexpr std::uint16_t erspan_1_2 = 0x88be;
constexpr std::uint16_t erspan_3 = 0x22eb;
constexpr std::uint16_t vxlan_port = 4789;
constexpr std::uint16_t vxlan_port_of_linux = 8472;  // from before it had one

// RFC 7348: a flag says that the network's number is valid; what is reserved is ignored, and used by extensions. These
// may also be the ports of a client: then hardly a type stands where that of the frame would.
std::optional<Carried> open_vxlan(Slice payload) {
  constexpr std::size_t udp_header = 8;
  if (!payload.has(udp_header + 8)) return {};
  if (const auto port = payload.u16(2); port != vxlan_port && port != vxlan_port_of_linux) return {};
  payload.drop(udp_header);
  const bool numbered = (payload.bytes[0] & 0x08U) != 0;
  payload.drop(8);
  if (!numbered || !like_ethernet(payload)) return {};
  return Carried{type_ethernet, payload};
}

// draft-foschiano-erspan: type I has no header of its own and no sequence numbers, type II has both, type III a longer
// header, with four words more where its O flag says so.
std::optional<Carried> open_erspan(std::uint16_t type, bool sequenced, Slice payload) {
  std::size_t header = 0;
  std::uint16_t inside = type_ethernet;
  if (type == erspan_1_2 && sequenced) header = 8;
  if (type == erspan_3) {
    if (!payload.has(12)) return {};
    const auto flags = payload.u16(10);
    header = (flags & 1U) != 0 ? 20 : 12;
    constexpr unsigned ip_frame = 2;
    if ((flags >> 10U & 0x1fU) == ip_frame) inside = 0;
  }
  if (!payload.has(header)) return {};
  payload.drop(header);
  return inside == 0 ? raw_ip(payload) : Carried{inside, payload};
}

// RFC 2784 and 2890. Version 1 (PPTP) and source routes are not read.
std::optional<Carried> open_gre(Slice payload) {
  if (!payload.has(4)) return {};
  const auto flags = payload.u16(0);
  const auto type = payload.u16(2);
  if ((flags & 0x4007U) != 0) return {};
  const bool sequenced = (flags & 0x1000U) != 0;
  const std::size_t header =
      4U + ((flags & 0x8000U) != 0 ? 4U : 0U) + ((flags & 0x2000U) != 0 ? 4U : 0U) + (sequenced ? 4U : 0U);
  if (!payload.has(header)) return {};
  payload.drop(header);
  switch (type) {
    case erspan_1_2:
    case erspan_3: return open_erspan(type, sequenced, payload);
    case type_ipv4:
    case type_ipv6:
    case type_ethernet:
    case type_mpls: return Carried{type, payload};
    default: return {};  // what it carries is not read here
  }
}

}  // namespace

std::optional<Carried> open_tunnel(const IpPacket& packet) {
  switch (packet.protocol) {
    case ipv4_inside:
    case ipv6_inside: return raw_ip(packet.payload);
    case gre: return open_gre(packet.payload);
    case udp: return open_vxlan(packet.payload);
    default: return {};
  }
}

}  // namespace runseal::capture
