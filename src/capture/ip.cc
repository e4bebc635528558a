#include "capture/ip.h"

namespace runseal::capture {
namespace {

constexpr std::size_t v6_header = 40;
constexpr int most_extensions = 16;

enum Next : std::uint8_t {
  hop_by_hop = 0,
  routing = 43,
  fragment = 44,
  destination = 60,
  mobility = 135,
  hip = 139,
  shim6 = 140
};

// A length of 0: the network card was to cut a larger packet into several (TSO), or joined them. Then all that is there
// belongs to it. A length of more than there was on the wire: the capture cut the packet and did not say so.
void end_where_it_says(Slice& packet, std::uint64_t said) {
  if (said != 0) packet.end_at(said);
}

std::optional<IpPacket> open_v4(Slice packet) {
  if (!packet.has(20)) return {};
  const auto header = static_cast<std::size_t>(packet.bytes[0] & 0xfU) * 4;
  const auto whole = packet.u16(2);
  if (header < 20 || !packet.has(header) || (whole != 0 && whole < header)) return {};
  IpPacket ip{.from = v4_address(packet.bytes.subspan(12, 4)),
              .to = v4_address(packet.bytes.subspan(16, 4)),
              .protocol = packet.bytes[9],
              .hops = packet.bytes[8],
              .v6 = false,
              .fragment = {},
              .payload = packet};
  end_where_it_says(ip.payload, whole);
  ip.payload.drop(header);
  if (const auto place = packet.u16(6); (place & 0x3fffU) != 0) {
    ip.fragment =
        FragmentPlace{packet.u16(4), static_cast<std::uint16_t>((place & 0x1fffU) * 8), (place & 0x2000U) != 0};
  }
  return ip;
}

std::optional<IpPacket> open_v6(Slice packet) {
  if (!packet.has(v6_header)) return {};
  IpPacket ip{.from = v6_address(packet.bytes.subspan(8, 16)),
              .to = v6_address(packet.bytes.subspan(24, 16)),
              .protocol = packet.bytes[6],
              .hops = packet.bytes[7],
              .v6 = true,
              .fragment = {},
              .payload = packet};
  ip.payload.drop(v6_header);
  end_where_it_says(ip.payload, packet.u16(4));
  if (!pass_extensions(ip)) return {};
  return ip;
}

bool is_extension(std::uint8_t next) {
  switch (next) {
    case hop_by_hop:
    case routing:
    case destination:
    case mobility:
    case hip:
    case shim6: return true;
    default: return false;
  }
}

}  // namespace

bool pass_extensions(IpPacket& packet) {
  auto& rest = packet.payload;
  for (int passed = 0; passed < most_extensions; ++passed) {
    if (packet.protocol == fragment) {
      if (!rest.has(8)) return false;
      const auto place = rest.u16(2);
      packet.fragment = FragmentPlace{rest.u32(4), static_cast<std::uint16_t>(place & 0xfff8U), (place & 1U) != 0};
      packet.protocol = rest.bytes[0];
      rest.drop(8);
      const bool whole = packet.fragment->offset == 0 && !packet.fragment->more;  // RFC 6946
      if (!whole) return true;
      packet.fragment.reset();
      continue;
    }
    if (!is_extension(packet.protocol)) return true;
    if (!rest.has(8)) return false;
    const auto length = (static_cast<std::size_t>(rest.bytes[1]) + 1) * 8;
    if (!rest.has(length)) return false;
    packet.protocol = rest.bytes[0];
    rest.drop(length);
  }
  return false;
}

std::optional<IpPacket> open_ip(Slice packet) {
  if (!packet.has(1)) return {};
  switch (packet.bytes[0] >> 4U) {
    case 4: return open_v4(packet);
    case 6: return open_v6(packet);
    default: return {};
  }
}

}  // namespace runseal::capture
