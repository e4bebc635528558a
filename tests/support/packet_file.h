// Recorded packets as a test handles them: read, changed as captures are in the field, and written again. Its own
// reader of pcap and TCP, so that it can be held against that of runseal.
#pragma once

#include <compare>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::test {

struct Packet {
  std::int64_t time_ns = 0;
  Bytes bytes;  // an Ethernet frame
};
using Packets = std::vector<Packet>;

// A pcap file of Ethernet frames, in microseconds or nanoseconds, of this machine's byte order.
Packets read_packets(const std::filesystem::path& pcap);
Bytes as_pcap(const Packets& packets);
Bytes as_pcapng(const Packets& packets);

// What happens to captures. None changes its argument.
Packets last_third_missing(Packets packets);
Packets first_third_missing(Packets packets);
Packets every_tenth_missing(Packets packets);
Packets every_missing(Packets packets, std::size_t step, std::size_t first);  // first, first + step, …
Packets shuffled(Packets packets, std::size_t window, unsigned seed);         // no packet moves further than `window`
Packets with_vlan(Packets packets, std::uint16_t vlan);                       // IEEE 802.1Q

// TCP over IPv4, from a frame without VLAN.
struct TcpPacket {
  std::uint32_t from = 0, to = 0;  // addresses
  std::uint16_t from_port = 0, to_port = 0;
  std::uint32_t sequence = 0;
  bool syn = false, ack = false;
  ByteView payload;  // of the packet
};
std::optional<TcpPacket> tcp_of(const Packet& packet);

// All bytes that one end sent to the other, in order; where some are missing, zeros.
struct TcpEnds {
  std::uint32_t from = 0, to = 0;
  std::uint16_t from_port = 0, to_port = 0;
  auto operator<=>(const TcpEnds&) const = default;
};
struct TcpStream {
  TcpEnds ends;
  Bytes bytes;
};
std::vector<TcpStream> tcp_streams(const Packets& packets);

}  // namespace runseal::test
