// Very many flows at once, and what is forgotten of them.
#include "capture/reading.h"

#include <gtest/gtest.h>

namespace runseal::capture {
namespace {

struct Wire {
  Reading& reading;
  std::uint64_t packet = 0;

  // One segment from client number `client` to port 80 of the server, or back.
  void segment(std::uint32_t client, Side from, std::uint8_t flags, std::uint32_t sequence, std::string_view text) {
    const std::uint16_t client_port = static_cast<std::uint16_t>(1024 + client % 60'000);
    base::Writer tcp;
    tcp.be16(from == Side::client ? client_port : 80).be16(from == Side::client ? 80 : client_port);
    tcp.be32(sequence).be32(0).u8(0x50).u8(flags).be16(1000).be16(0).be16(0).text(text);
    const auto bytes = std::move(tcp).take();
    Datagram datagram;
    datagram.at = {static_cast<std::int64_t>(++packet) * 1'000, packet};
    const auto ten = static_cast<std::uint8_t>(client / 60'000);
    const auto here = v4_address(Bytes{10, 0, ten, 1});
    const auto server = v4_address(Bytes{10, 9, 9, 9});
    datagram.from = from == Side::client ? here : server;
    datagram.to = from == Side::client ? server : here;
    datagram.protocol = 6;
    datagram.hops = 64;
    datagram.payload = bytes;
    datagram.size = bytes.size();
    reading.on_datagram(datagram);
  }
};

constexpr std::uint8_t syn = 0x02;
constexpr std::uint8_t syn_ack = 0x12;
constexpr std::uint8_t ack = 0x10;

TEST(Reading, AHundredThousandFlowsAtOnceStayWithinTheirMemoryAndAreAllTold) {
  constexpr std::uint32_t many = 100'000;
  ReadingLimits limits;
  Reading reading(limits);
  Wire wire{reading};
  std::size_t most = 0;
  const auto all = [&](auto&& each) {
    for (std::uint32_t client = 0; client < many; ++client) {
      each(client);
      most = std::max(most, reading.footprint());
    }
  };
  all([&](std::uint32_t client) { wire.segment(client, Side::client, syn, 0, ""); });
  all([&](std::uint32_t client) { wire.segment(client, Side::server, syn_ack, 0, ""); });
  all([&](std::uint32_t client) {
    wire.segment(client, Side::client, ack, 1, "GET /runs/x HTTP/1.1\r\nHost: nas\r\n\r\n");
  });
  EXPECT_LE(most, limits.flows.bytes + 64'000U);
  const auto report = reading.finish();
  std::uint64_t flows = 0;
  std::uint64_t early = 0;
  for (const auto& one : report.conversations) {
    flows += one.flows;
    early += one.ended_early;
    EXPECT_NE(one.confidentiality.grade, model::Protection::protected_);
  }
  EXPECT_GE(flows, many);  // one that was forgotten and went on is two
  EXPECT_GT(early, 0U);    // and that they were is told
  EXPECT_EQ(report.conversations_not_kept, 0U);
}

TEST(Reading, FewFlowsAreFollowedToTheirEnd) {
  Reading reading;
  Wire wire{reading};
  for (std::uint32_t client = 0; client < 1'000; ++client) {
    wire.segment(client, Side::client, syn, 0, "");
    wire.segment(client, Side::server, syn_ack, 0, "");
    wire.segment(client, Side::client, ack, 1, "GET /runs/x HTTP/1.1\r\nHost: nas\r\n\r\n");
  }
  const auto report = reading.finish();
  ASSERT_EQ(report.conversations.size(), 1U);
  EXPECT_EQ(report.conversations[0].protocol, "http");
  EXPECT_EQ(report.conversations[0].flows, 1'000U);
  EXPECT_EQ(report.conversations[0].ended_early, 0U);
  EXPECT_EQ(report.conversations[0].begun_before, 0U);
  EXPECT_EQ(report.conversations[0].confidentiality.grade, model::Protection::absent);
}

}  // namespace
}  // namespace runseal::capture
