// The layers below IP: how a packet begins on its link, VLAN tags, MPLS labels.
#pragma once

#include <expected>

#include "capture/datagram.h"

namespace runseal::capture {

// A piece of a packet: what the capture kept of it, and how long it was on the wire.
struct Slice {
  ByteView bytes;
  std::uint64_t size = 0;  // never less than bytes.size()

  [[nodiscard]] bool has(std::size_t count) const { return bytes.size() >= count; }
  void drop(std::size_t count) {  // has(count)
    bytes = bytes.subspan(count);
    size -= count;
  }
  void end_at(std::uint64_t whole) {  // a length of an inner layer; it may say more than there is
    if (bytes.size() > whole) bytes = bytes.first(static_cast<std::size_t>(whole));
    size = whole;
  }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const {
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    return static_cast<std::uint32_t>(u16(at)) << 16U | u16(at + 2);
  }
};

// What is carried, by the numbers of Ethernet (0x0800 IPv4, 0x86dd IPv6, 0x0806 ARP, others).
struct Carried {
  std::uint16_t type = 0;
  Slice rest;
};
constexpr std::uint16_t type_ipv4 = 0x0800;
constexpr std::uint16_t type_ipv6 = 0x86dd;
constexpr std::uint16_t type_arp = 0x0806;
constexpr std::uint16_t type_mpls = 0x8847;
constexpr std::uint16_t type_ethernet = 0x6558;  // a whole frame (transparent bridging)

enum class LinkFault : std::uint8_t { unknown, cut };  // a link type that is not read; less than the headers is there

// The packet as the capture has it. Behind VLAN tags and MPLS labels already.
[[nodiscard]] std::expected<Carried, LinkFault> open_link(std::uint32_t link, Slice packet);
// The same of an Ethernet frame found in a tunnel, and of what any other header carries.
[[nodiscard]] std::expected<Carried, LinkFault> open_ethernet(Slice frame);
[[nodiscard]] std::expected<Carried, LinkFault> open_tags(Carried carried);
// There may be such a frame: its type is one that is read.
[[nodiscard]] bool like_ethernet(const Slice& frame);
// What begins with the version of IP.
[[nodiscard]] Carried raw_ip(Slice packet);

}  // namespace runseal::capture
