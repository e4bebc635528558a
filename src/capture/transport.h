// The headers of TCP (RFC 9293 3.1) and UDP (RFC 768). Pure.
#pragma once

#include <optional>

#include "capture/datagram.h"

namespace runseal::capture {

constexpr std::uint8_t tcp_protocol = 6;
constexpr std::uint8_t udp_protocol = 17;

struct Segment {
  std::uint16_t from_port = 0;
  std::uint16_t to_port = 0;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  bool syn = false;
  bool ack = false;
  bool fin = false;
  bool reset = false;
  ByteView bytes;
  std::uint64_t missing = 0;  // so many more bytes that the capture did not keep
};
// Nothing when the header is not there whole or contradicts itself.
[[nodiscard]] std::optional<Segment> parse_tcp(const Datagram& datagram);
[[nodiscard]] std::optional<Segment> parse_udp(const Datagram& datagram);  // ports, bytes and missing only

}  // namespace runseal::capture
