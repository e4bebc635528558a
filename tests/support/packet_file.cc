#include "support/packet_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "support/temporary.h"

namespace runseal::test {
namespace {

using base::Reader;
using base::Writer;

constexpr std::size_t ethernet_header = 14;

Packets without(Packets packets, const std::function<bool(std::size_t)>& gone) {
  Packets left;
  for (std::size_t i = 0; i < packets.size(); ++i)
    if (!gone(i)) left.push_back(std::move(packets[i]));
  return left;
}

void put_block(Writer& out, std::uint32_t type, const Bytes& body) {
  const auto size = static_cast<std::uint32_t>(12 + (body.size() + 3) / 4 * 4);
  out.le32(type).le32(size).bytes(body).align(4).le32(size);
}

}  // namespace

Packets read_packets(const std::filesystem::path& pcap) {
  const auto content = read_file(pcap);
  Reader in(base::as_bytes(content));
  const auto magic = in.le32();
  EXPECT_TRUE(magic == 0xa1b2c3d4 || magic == 0xa1b23c4d) << pcap << " is not the pcap of this reader";
  in.skip(16);
  EXPECT_EQ(in.le32(), 1U) << pcap << " does not hold Ethernet frames";
  Packets packets;
  while (in.left() >= 16) {
    const std::int64_t seconds = in.le32();
    const std::int64_t part = in.le32();
    const auto kept = in.le32();
    in.skip(4);  // how long it was on the wire
    const auto bytes = in.take(kept);
    packets.push_back({seconds * 1'000'000'000 + (magic == 0xa1b2c3d4 ? part * 1000 : part), {}});
    packets.back().bytes.assign(bytes.begin(), bytes.end());
  }
  return packets;
}

Bytes as_pcap(const Packets& packets) {
  Writer out;
  out.le32(0xa1b23c4d).le16(2).le16(4).zeros(8).le32(262144).le32(1);
  for (const auto& [time, bytes] : packets) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    out.le32(static_cast<std::uint32_t>(time / 1'000'000'000)).le32(static_cast<std::uint32_t>(time % 1'000'000'000));
    out.le32(size).le32(size).bytes(bytes);
  }
  return std::move(out).take();
}

Bytes as_pcapng(const Packets& packets) {
  Writer out;
  Writer section;
  section.le32(0x1a2b3c4d).le16(1).le16(0).le64(~std::uint64_t{0});
  put_block(out, 0x0a0d0d0a, section.data());
  Writer interface;
  interface.le16(1).le16(0).le32(262144);
  interface.le16(9).le16(1).u8(9).zeros(3).le32(0);  // if_tsresol: nanoseconds; end of options
  put_block(out, 1, interface.data());
  for (const auto& [time, bytes] : packets) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    Writer packet;
    packet.le32(0).le32(static_cast<std::uint32_t>(static_cast<std::uint64_t>(time) >> 32U));
    packet.le32(static_cast<std::uint32_t>(time)).le32(size).le32(size).bytes(bytes);
    put_block(out, 6, packet.data());
  }
  return std::move(out).take();
}

Packets last_third_missing(Packets packets) {
  packets.resize(packets.size() * 2 / 3);
  return packets;
}

Packets first_third_missing(Packets packets) {
  const auto third = packets.size() / 3;
  return without(std::move(packets), [&](std::size_t i) { return i < third; });
}

Packets every_tenth_missing(Packets packets) { return every_missing(std::move(packets), 10, 9); }

Packets every_missing(Packets packets, std::size_t step, std::size_t first) {
  return without(std::move(packets), [=](std::size_t i) { return i % step == first % step; });
}

Packets shuffled(Packets packets, std::size_t window, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (std::size_t i = 0; i < packets.size(); ++i) order.emplace_back(i + random() % window, i);
  std::ranges::sort(order);
  Packets mixed;
  for (std::size_t i = 0; i < packets.size(); ++i)
    mixed.push_back({packets[i].time_ns, std::move(packets[order[i].second].bytes)});
  return mixed;
}

Packets with_vlan(Packets packets, std::uint16_t vlan) {
  for (auto& packet : packets) {
    const std::uint8_t tag[] = {0x81, 0x00, static_cast<std::uint8_t>(vlan >> 8U), static_cast<std::uint8_t>(vlan)};
    packet.bytes.insert(packet.bytes.begin() + 12, std::begin(tag), std::end(tag));
  }
  return packets;
}

std::optional<TcpPacket> tcp_of(const Packet& packet) {
  Reader in(packet.bytes);
  in.skip(ethernet_header - 2);
  if (in.be16() != 0x0800) return std::nullopt;
  const auto ip_header = static_cast<std::size_t>(in.u8() & 0x0fU) * 4;
  in.skip(1);
  const std::size_t ip_size = in.be16();
  in.skip(5);
  if (in.u8() != 6) return std::nullopt;
  in.skip(2);
  TcpPacket tcp;
  tcp.from = in.be32();
  tcp.to = in.be32();
  in.skip(ip_header - 20);
  tcp.from_port = in.be16();
  tcp.to_port = in.be16();
  tcp.sequence = in.be32();
  in.skip(4);
  const auto tcp_header = static_cast<std::size_t>(in.u8() >> 4U) * 4;
  const auto flags = in.u8();
  tcp.syn = (flags & 2U) != 0;
  tcp.ack = (flags & 16U) != 0;
  if (in.failed() || ip_size < ip_header + tcp_header) return std::nullopt;
  tcp.payload =
      ByteView(packet.bytes).subspan(ethernet_header + ip_header + tcp_header, ip_size - ip_header - tcp_header);
  return tcp;
}

std::vector<TcpStream> tcp_streams(const Packets& packets) {
  std::map<TcpEnds, std::pair<std::uint32_t, Bytes>> streams;  // the first sequence number, and what followed
  for (const auto& packet : packets) {
    const auto tcp = tcp_of(packet);
    if (!tcp || (tcp->payload.empty() && !tcp->syn)) continue;
    const TcpEnds ends{tcp->from, tcp->to, tcp->from_port, tcp->to_port};
    const auto begin = tcp->sequence + (tcp->syn ? 1 : 0);
    auto& [first, bytes] = streams.try_emplace(ends, begin, Bytes{}).first->second;
    if (tcp->syn && begin != first) bytes.clear(), first = begin;  // the port was used again
    const auto at = begin - first;
    if (at > (64U << 20U)) continue;
    if (bytes.size() < at + tcp->payload.size()) bytes.resize(at + tcp->payload.size());
    std::ranges::copy(tcp->payload, bytes.begin() + at);
  }
  std::vector<TcpStream> all;
  for (auto& [ends, stream] : streams) all.push_back({ends, std::move(stream.second)});
  return all;
}

}  // namespace runseal::test
