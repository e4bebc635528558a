// What the lower layers hand on: IP datagrams, whole again where they came in fragments, whatever link, VLAN or mirror
// tunnel they were found in; and ARP, which has no IP.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace runseal::capture {

// When something was seen, and in which packet of the capture, counted from 1.
struct Moment {
  std::int64_t time_ns = 0;  // since 1970, UTC, as the capture says
  std::uint64_t packet = 0;
};

// An IPv6 address; an IPv4 one as ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] bool is_v4() const;
  [[nodiscard]] std::string text() const;  // "10.1.2.3", "fe80::1"
  auto operator<=>(const Address&) const = default;
};
[[nodiscard]] Address v4_address(ByteView four_bytes);
[[nodiscard]] Address v6_address(ByteView sixteen_bytes);

using Mac = std::array<std::uint8_t, 6>;

struct Datagram {
  Moment at;
  Address from;
  Address to;
  std::uint8_t protocol = 0;  // behind IPv6's extension headers: 6 TCP, 17 UDP, 50 ESP, 51 AH
  std::uint8_t hops = 0;      // TTL or hop limit
  ByteView payload;           // lives until the next packet is read
  std::uint64_t size = 0;     // of the payload on the wire; more than payload.size() where the capture cut it
};

struct Arp {
  Moment at;
  Address address;  // who is said to be
  Mac owner{};      // there
  bool answer = false;
};

class DatagramHandler {
 public:
  virtual ~DatagramHandler() = default;
  virtual void on_datagram(const Datagram& datagram) = 0;
  virtual void on_arp(const Arp& arp) = 0;
};

}  // namespace runseal::capture
