#include "capture/neighbours.h"

#include <algorithm>

namespace runseal::capture {
namespace {

bool all_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

Arp claim(Moment at, const Address& address, ByteView owner, bool answer) {
  Arp arp{.at = at, .address = address, .owner = {}, .answer = answer};
  std::copy_n(owner.begin(), arp.owner.size(), arp.owner.begin());
  return arp;
}

// The hardware address in the options of a message (RFC 4861 4.6.1), where it is one of Ethernet.
std::optional<ByteView> owner_in(ByteView options, std::uint8_t kind) {
  while (options.size() >= 8 && options[1] != 0) {
    const auto length = static_cast<std::size_t>(options[1]) * 8;
    if (options[0] == kind && length == 8) return options.subspan(2, 6);
    options = options.subspan(std::min(length, options.size()));
  }
  return {};
}

}  // namespace

std::optional<Arp> open_arp(const Slice& packet, Moment at) {
  static constexpr std::array<std::uint8_t, 6> ethernet_ipv4 = {0, 1, 8, 0, 6, 4};
  if (!packet.has(28) || !std::equal(ethernet_ipv4.begin(), ethernet_ipv4.end(), packet.bytes.begin())) return {};
  const auto said = packet.bytes.subspan(14, 4);
  if (all_zero(said)) return {};
  return claim(at, v4_address(said), packet.bytes.subspan(8, 6), packet.u16(6) == 2);
}

std::optional<Arp> open_neighbour(const IpPacket& packet, Moment at) {
  constexpr std::uint8_t icmp6 = 58;
  constexpr std::uint8_t on_this_link = 255;  // no router lets it through with that (RFC 4861 7.1)
  constexpr std::size_t fixed = 24;
  enum Message : std::uint8_t { solicitation = 135, advertisement = 136 };
  enum Option : std::uint8_t { source = 1, target = 2 };
  if (packet.protocol != icmp6 || packet.hops != on_this_link || !packet.payload.has(fixed)) return {};
  const auto& message = packet.payload.bytes;
  const bool answer = message[0] == advertisement;
  if (!answer && (message[0] != solicitation || all_zero(packet.from.bytes))) return {};
  const auto owner = owner_in(message.subspan(fixed), answer ? target : source);
  if (!owner) return {};
  return claim(at, answer ? v6_address(message.subspan(8, 16)) : packet.from, *owner, answer);
}

}  // namespace runseal::capture
