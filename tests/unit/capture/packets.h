// Packets and capture files made by hand, and what tshark says of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/process.h"
#include "capture/packet_decoder.h"
#include "support/temporary.h"

namespace runseal::test {

struct MadePacket {
  std::int64_t time_ns = 0;
  Bytes bytes;
  std::uint64_t size = 0;  // 0: as many as there are
};

inline Bytes bytes_of(const std::string& hex) { return base::from_hex(hex).value(); }

inline Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// A pcap file in nanoseconds.
inline std::string pcap_of(const std::vector<MadePacket>& packets, std::uint32_t link = 1) {
  base::Writer file;
  file.le32(0xa1b23c4d).le16(2).le16(4).zeros(8).le32(262144).le32(link);
  for (const auto& packet : packets) {
    file.le32(static_cast<std::uint32_t>(packet.time_ns / 1'000'000'000));
    file.le32(static_cast<std::uint32_t>(packet.time_ns % 1'000'000'000));
    file.le32(static_cast<std::uint32_t>(packet.bytes.size()));
    file.le32(static_cast<std::uint32_t>(packet.size == 0 ? packet.bytes.size() : packet.size)).bytes(packet.bytes);
  }
  return base::as_text(file.data());
}

inline Bytes ethernet(std::uint16_t type, const Bytes& payload) {
  return std::move(base::Writer().bytes(bytes_of("020000000002020000000001")).be16(type).bytes(payload)).take();
}

inline Bytes udp(std::uint16_t from, std::uint16_t to, const Bytes& payload) {
  base::Writer out;
  out.be16(from).be16(to).be16(static_cast<std::uint16_t>(8 + payload.size())).be16(0).bytes(payload);
  return std::move(out).take();
}

struct Ipv4 {
  std::string from = "0a000001";  // 10.0.0.1
  std::string to = "0a000002";
  std::uint8_t protocol = 17;
  std::uint8_t hops = 64;
  std::uint16_t id = 7;
  std::uint16_t place = 0;  // flags and offset as on the wire
  Bytes options = {};       // a multiple of four
  std::optional<std::uint16_t> length = {};
};

inline Bytes ipv4(const Bytes& payload, const Ipv4& how = {}) {
  const auto header = 20 + how.options.size();
  base::Writer out;
  out.u8(static_cast<std::uint8_t>(0x40 + header / 4)).u8(0);
  out.be16(how.length.value_or(static_cast<std::uint16_t>(header + payload.size())));
  out.be16(how.id).be16(how.place).u8(how.hops).u8(how.protocol).be16(0);
  out.bytes(bytes_of(how.from)).bytes(bytes_of(how.to)).bytes(how.options).bytes(payload);
  return std::move(out).take();
}

struct Ipv6 {
  std::string from = "20010db8000000000000000000000001";
  std::string to = "20010db8000000000000000000000002";
  std::uint8_t next = 17;
  std::uint8_t hops = 63;
};

inline Bytes ipv6(const Bytes& payload, const Ipv6& how = {}) {
  base::Writer out;
  out.be32(0x60000000).be16(static_cast<std::uint16_t>(payload.size())).u8(how.next).u8(how.hops);
  out.bytes(bytes_of(how.from)).bytes(bytes_of(how.to)).bytes(payload);
  return std::move(out).take();
}

// Rows of fields, as tshark sees them in the file. `options` come before.
inline std::vector<std::vector<std::string>> tshark(const std::filesystem::path& file,
                                                    const std::vector<std::string>& fields,
                                                    const std::vector<std::string>& options = {}) {
  base::Command command;
  command.program = "tshark";
  command.arguments = {"-n", "-r", file.string(), "-T", "fields"};
  for (const auto& option : options) command.arguments.push_back(option);
  for (const auto& field : fields) command.arguments.insert(command.arguments.end(), {"-e", field});
  const auto done = base::run(command);
  EXPECT_TRUE(done && done->exit_code == 0) << (done ? done->err : done.error().describe());
  std::vector<std::vector<std::string>> rows;
  for (std::size_t at = 0; done && at < done->out.size();) {
    const auto end = std::min(done->out.find('\n', at), done->out.size());
    auto& row = rows.emplace_back();
    for (auto from = at; from <= end;) {
      const auto stop = std::min(done->out.find('\t', from), end);
      row.push_back(done->out.substr(from, stop - from));
      from = stop + 1;
    }
    at = end + 1;
  }
  return rows;
}

// Keeps all that comes.
struct Kept : capture::DatagramHandler {
  struct Seen {
    capture::Datagram datagram;
    Bytes payload;
  };
  std::vector<Seen> datagrams;
  std::vector<capture::Arp> arps;

  void on_datagram(const capture::Datagram& datagram) override {
    datagrams.push_back({datagram, Bytes(datagram.payload.begin(), datagram.payload.end())});
  }
  void on_arp(const capture::Arp& arp) override { arps.push_back(arp); }
};

struct ReadPacket {
  capture::Packet packet;  // without bytes
  Bytes bytes;
};

// All packets up to the end or to an error.
inline std::vector<ReadPacket> read_all(capture::PacketSource& source, Error* error = nullptr) {
  std::vector<ReadPacket> all;
  capture::Packet packet;
  for (;;) {
    const auto found = source.next(packet);
    if (!found && error) *error = found.error();
    if (!found && !error) ADD_FAILURE() << found.error().describe();
    if (!found || !*found) return all;
    all.push_back({packet, Bytes(packet.bytes.begin(), packet.bytes.end())});
    all.back().packet.bytes = {};
  }
}

}  // namespace runseal::test
