// Very many flows at once, and what is forgotten of them.
#include "capture/reading.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "capture/merge.h"

namespace runseal::capture {
namespace {

constexpr const char* question = "GET /runs/x HTTP/1.1\r\nHost: nas\r\n\r\n";

struct Wire {
  Reading& reading;
  std::uint16_t server_port = 80;
  std::uint64_t packet = 0;
  Address server = v4_address(Bytes{10, 9, 9, 9});
  std::uint32_t acknowledged = 0;
  std::uint8_t hops = 64;
  std::int64_t later_ns = 0;

  // One segment from client number `client` to the server, or back.
  void segment(std::uint32_t client, Side from, std::uint8_t flags, std::uint32_t sequence, std::string_view text) {
    const std::uint16_t client_port = static_cast<std::uint16_t>(1024 + client % 60'000);
    base::Writer tcp;
    tcp.be16(from == Side::client ? client_port : server_port).be16(from == Side::client ? server_port : client_port);
    tcp.be32(sequence).be32(acknowledged).u8(0x50).u8(flags).be16(1000).be16(0).be16(0).text(text);
    const auto bytes = std::move(tcp).take();
    Datagram datagram;
    datagram.at = {static_cast<std::int64_t>(++packet) * 1'000 + later_ns, packet};
    const auto ten = static_cast<std::uint8_t>(client / 60'000);
    const auto here = v4_address(Bytes{10, 0, ten, 1});
    datagram.from = from == Side::client ? here : server;
    datagram.to = from == Side::client ? server : here;
    datagram.protocol = 6;
    datagram.hops = hops;
    datagram.payload = bytes;
    datagram.size = bytes.size();
    reading.on_datagram(datagram);
  }
};

constexpr std::uint8_t syn = 0x02;
constexpr std::uint8_t syn_ack = 0x12;
constexpr std::uint8_t ack = 0x10;
constexpr std::uint8_t fin_ack = 0x11;
constexpr std::uint8_t reset = 0x04;

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
  all([&](std::uint32_t client) { wire.segment(client, Side::client, ack, 1, question); });
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
    wire.segment(client, Side::client, ack, 1, question);
  }
  const auto report = reading.finish();
  ASSERT_EQ(report.conversations.size(), 1U);
  EXPECT_EQ(report.conversations[0].protocol, "http");
  EXPECT_EQ(report.conversations[0].flows, 1'000U);
  EXPECT_EQ(report.conversations[0].ended_early, 0U);
  EXPECT_EQ(report.conversations[0].begun_before, 0U);
  EXPECT_EQ(report.conversations[0].confidentiality.grade, model::Protection::absent);
}

// The connection was seen to be opened, and then the first that was said was lost: known by its port, and by what it
// says next where the port tells nothing.
TEST(Reading, AFlowWhoseFirstWordsWereLostIsReadFromWhereItIsSeen) {
  for (const auto port : {std::uint16_t{80}, std::uint16_t{9999}}) {
    Reading reading;
    Wire wire{reading, port};
    wire.segment(1, Side::client, syn, 0, "");
    wire.segment(1, Side::server, syn_ack, 0, "");
    wire.segment(1, Side::client, ack, 101, question);
    const auto report = reading.finish();
    ASSERT_EQ(report.conversations.size(), 1U);
    const auto& one = report.conversations[0];
    EXPECT_EQ(one.protocol, "http") << port;
    EXPECT_EQ(one.confidentiality.grade, model::Protection::absent) << port;
    EXPECT_EQ(one.bytes_not_seen, 100U);
    EXPECT_EQ(one.begun_before, 0U);
    ASSERT_EQ(report.files.size(), 1U) << port;
    EXPECT_EQ(report.files[0].what.path, "/runs/x");
    EXPECT_TRUE(report.proof.contains(report.files[0].what.first.packet));
  }
}

std::vector<std::string> paths(const Report& report) {
  std::vector<std::string> all;
  for (const auto& file : report.files) all.push_back(file.what.path);
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> signs(const Report& report) {
  std::vector<std::string> all;
  for (const auto& sign : report.signs) all.push_back(sign.id);
  return all;
}

// How the first connection ended was not seen. RFC 6528: the number of the next one is ahead by some.
TEST(Reading, AnotherConnectionBetweenTheSamePortsIsAnotherFlow) {
  for (const std::uint32_t number : {5'000'000U, 900'000'000U, 3'000'000'000U}) {
    Reading reading;
    Wire wire{reading};
    wire.segment(1, Side::client, syn, 0, "");
    wire.segment(1, Side::client, syn, 0, "");  // sent again: the same one
    wire.segment(1, Side::server, syn_ack, 0, "");
    wire.segment(1, Side::client, ack, 1, question);
    wire.segment(1, Side::client, syn, number, "");
    wire.segment(1, Side::server, syn_ack, number + 7, "");
    wire.segment(1, Side::client, ack, number + 1, "GET /runs/y HTTP/1.1\r\nHost: nas\r\n\r\n");
    const auto report = reading.finish();
    ASSERT_EQ(report.conversations.size(), 1U);
    EXPECT_EQ(report.conversations[0].flows, 2U) << number;
    EXPECT_EQ(report.conversations[0].bytes_not_seen, 0U) << number;
    EXPECT_EQ(paths(report), (std::vector<std::string>{"/runs/x", "/runs/y"})) << number;
    EXPECT_TRUE(report.signs.empty());
  }
}

// The next connection's SYN was not seen. Its numbers may lie behind those of the first (RFC 6528); a late copy of what
// was said before does too, and comes soon.
TEST(Reading, WhatComesBehindAnEndIsAnotherConnectionUnlessItIsALateCopy) {
  const auto flows = [](std::uint32_t number, std::int64_t later_ns) {
    Reading reading;
    Wire wire{reading};
    const auto end = 3'000'000'001 + static_cast<std::uint32_t>(std::string(question).size());
    wire.segment(1, Side::client, syn, 3'000'000'000, "");
    wire.segment(1, Side::server, syn_ack, 0, "");
    wire.segment(1, Side::client, ack, 3'000'000'001, question);
    wire.segment(1, Side::client, fin_ack, end, "");
    wire.segment(1, Side::server, fin_ack, 1, "");
    wire.later_ns = later_ns;
    wire.segment(1, Side::client, ack, number, "GET /runs/y HTTP/1.1\r\nHost: nas\r\n\r\n");
    const auto report = reading.finish();
    EXPECT_EQ(paths(report).size(), report.conversations.at(0).flows);
    return report.conversations.at(0).flows;
  };
  EXPECT_EQ(flows(3'000'000'001, 0), 1U);
  EXPECT_EQ(flows(3'000'000'001, 6'000'000'000), 2U);
  EXPECT_EQ(flows(2'999'000'000, 0), 2U);
  EXPECT_EQ(flows(3'500'000'000, 0), 2U);
  EXPECT_EQ(flows(900'000'000, 0), 2U);
}

// What each file was read of, of four that were asked for one after the other. `lost` packets are not there, and
// `early` is told before the one in front of it.
std::map<std::string, std::uint64_t> read_of_four(std::set<std::size_t> lost, std::size_t early = 0) {
  struct Packet {
    Side from;
    std::uint32_t sequence;
    std::string text;
  };
  std::vector<Packet> packets;
  std::uint32_t sent[] = {1, 1};
  const auto say = [&](Side from, const std::string& text) {
    packets.push_back({from, sent[index(from)], text});
    sent[index(from)] += static_cast<std::uint32_t>(text.size());
  };
  for (std::size_t i = 0; i < 4; ++i) {
    say(Side::client, "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: nas\r\n\r\n");
    say(Side::server, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(i + 1) + "\r\n\r\n");
    say(Side::server, std::string(i + 1, 'x'));
  }
  if (early > 0) std::swap(packets[early - 1], packets[early]);
  Reading reading;
  Wire wire{reading};
  wire.segment(1, Side::client, syn, 0, "");
  wire.segment(1, Side::server, syn_ack, 0, "");
  for (std::size_t i = 0; i < packets.size(); ++i)
    if (!lost.contains(i)) wire.segment(1, packets[i].from, ack, packets[i].sequence, packets[i].text);
  std::map<std::string, std::uint64_t> bytes;
  const auto report = reading.finish();
  for (const auto& file : report.files) bytes[file.what.path] = file.what.read;
  return bytes;
}

// What waits behind a gap is told late: the request of an answer that was told long ago.
TEST(Reading, BytesOfHttpAreToldOfTheirOwnFileOrOfNone) {
  const std::string unnamed = "(a file whose name was not seen)";
  using Bytes = std::map<std::string, std::uint64_t>;
  EXPECT_EQ(read_of_four({}), (Bytes{{"/0", 1}, {"/1", 2}, {"/2", 3}, {"/3", 4}}));
  EXPECT_EQ(read_of_four({3}), (Bytes{{"/0", 1}, {"/2", 0}, {"/3", 0}, {unnamed, 2 + 3 + 4}}));
  EXPECT_EQ(read_of_four({}, 4), (Bytes{{"/0", 1}, {"/1", 0}, {"/2", 3}, {"/3", 4}, {unnamed, 2}}));
  EXPECT_EQ(read_of_four({1}).at("/0"), 0U);
}

// Of a capture that begins in the middle: its SYN, in another order, begins no other connection; a later one does.
TEST(Reading, ASynThatComesLateIsOfTheSameConnection) {
  for (const std::uint32_t number : {0U, 5'000'000U}) {
    Reading reading;
    Wire wire{reading};
    wire.segment(1, Side::client, ack, 1, question);
    wire.segment(1, Side::client, syn, number, "");
    wire.segment(1, Side::client, ack, number == 0 ? 1 + std::uint32_t(std::string(question).size()) : number + 1,
                 question);
    EXPECT_EQ(reading.finish().conversations.at(0).flows, number == 0 ? 1U : 2U);
  }
}

TEST(Reading, WhatWasLostAtTheEndOfAConnectionIsCounted) {
  const auto size = static_cast<std::uint32_t>(std::string(question).size());
  const auto not_seen = [&](std::uint8_t flags, std::uint32_t end, std::uint32_t acknowledged) {
    Reading reading;
    Wire wire{reading};
    wire.segment(1, Side::client, syn, 0, "");
    wire.segment(1, Side::server, syn_ack, 0, "");
    wire.segment(1, Side::client, ack, 1, question);
    if (flags != 0) wire.segment(1, Side::client, flags, end, "");
    wire.acknowledged = acknowledged;
    wire.segment(1, Side::server, ack, 1, "");
    return reading.finish().conversations.at(0).bytes_not_seen;
  };
  EXPECT_EQ(not_seen(0, 0, 1 + size), 0U);
  EXPECT_EQ(not_seen(0, 0, 2 + size), 0U);  // a FIN that was not seen
  EXPECT_EQ(not_seen(0, 0, 1 + size + 1'000), 999U);
  EXPECT_EQ(not_seen(fin_ack, 1 + size, 2 + size), 0U);
  EXPECT_EQ(not_seen(fin_ack, 1 + size + 1'000, 1 + size + 1'001), 1'000U);
  EXPECT_EQ(not_seen(fin_ack, 1 + size + 1'000, 0), 1'000U);
}

TEST(Reading, OneSegmentFromFarAwayIsNotReadAndCounted) {
  Reading reading;
  Wire wire{reading};
  wire.segment(1, Side::client, syn, 0, "");
  wire.segment(1, Side::client, ack, 1, question);
  wire.segment(1, Side::client, ack, 2'000'000'000, "elsewhere");
  EXPECT_EQ(reading.finish().conversations.at(0).bytes_not_seen, 9U);
}

// RFC 7413
TEST(Reading, DataThatComesWithTheSynIsRead) {
  Reading reading;
  Wire wire{reading};
  wire.segment(1, Side::client, syn, 100, question);
  const auto report = reading.finish();
  EXPECT_EQ(report.conversations.at(0).bytes_not_seen, 0U);
  EXPECT_EQ(paths(report), std::vector<std::string>{"/runs/x"});
}

// RFC 9293 3.10.7.4: whoever is not in the middle guesses the number.
TEST(Reading, AResetThatIsFarOffEndsNothingAndOneDuringAWriteIsASign) {
  constexpr const char* write = "PUT /runs/x HTTP/1.1\r\nHost: nas\r\nContent-Length: 4000\r\n\r\nabc";
  const auto size = static_cast<std::uint32_t>(std::string(write).size());
  const auto told = [&](std::uint32_t number, std::int64_t later_ns, bool finished) {
    Reading reading;
    Wire wire{reading};
    wire.segment(1, Side::client, syn, 0, "");
    wire.segment(1, Side::client, ack, 1, write);
    if (finished) wire.segment(1, Side::client, fin_ack, 1 + size, "");
    wire.later_ns = later_ns;
    wire.segment(1, Side::client, reset, number, "");
    return signs(reading.finish());
  };
  EXPECT_EQ(told(1 + size, 0, false), std::vector<std::string>{"tcp.reset-in-write"});
  EXPECT_TRUE(told(0x5000'0000, 0, false).empty());
  EXPECT_TRUE(told(2 + size, 0, true).empty());                   // the client had said that it was ready
  EXPECT_TRUE(told(1 + size, 3'600'000'000'000, false).empty());  // an hour later
}

// As `--interface any` on a router, or a mirror of both of its sides, shows them.
TEST(Reading, APacketSeenBeforeAndBehindARouterIsNoSignAndAnotherOneFromElsewhereIs) {
  const auto told = [](bool routed, std::uint8_t forged) {
    Reading reading;
    Wire wire{reading};
    const auto both = [&](Side from, std::uint8_t flags, std::uint32_t sequence, std::string_view text) {
      wire.segment(1, from, flags, sequence, text);
      if (!routed) return;
      --wire.hops;
      wire.segment(1, from, flags, sequence, text);
      ++wire.hops;
    };
    both(Side::client, syn, 0, "");
    both(Side::server, syn_ack, 0, "");
    for (std::uint32_t i = 0; i < 20; ++i) {
      wire.acknowledged = 1 + i;
      both(Side::client, ack, 1 + i, "G");
      both(Side::server, ack, 1 + i, "H");
    }
    if (forged != 0) wire.hops = forged;
    both(Side::client, reset, 21, "");
    return signs(reading.finish());
  };
  EXPECT_TRUE(told(false, 0).empty());
  EXPECT_TRUE(told(true, 0).empty());
  EXPECT_EQ(told(false, 57), std::vector<std::string>{"ip.hops-jumped"});
  EXPECT_EQ(told(true, 57), std::vector<std::string>{"ip.hops-jumped"});
}

// Echoes and neighbour discovery begin with different hop limits (RFC 4861 7.1.1).
TEST(Reading, WhatHasNoConnectionsHasNoUsualDistance) {
  Reading reading;
  for (std::uint64_t packet = 1; packet < 40; ++packet) {
    Datagram datagram;
    datagram.at = {static_cast<std::int64_t>(packet) * 1'000, packet};
    datagram.from = v4_address(Bytes{10, 0, 0, 1});
    datagram.to = v4_address(Bytes{10, 0, 0, 2});
    datagram.protocol = 58;
    datagram.hops = packet % 7 == 0 ? 255 : 64;
    reading.on_datagram(datagram);
  }
  EXPECT_TRUE(reading.finish().signs.empty());
}

// RFC 959 3.2: from port 20, which is all that shows it when the commands cross in TLS.
TEST(Reading, DataOfFtpThatTheServerBringsIsToldOfItsServer) {
  Reading reading;
  Wire wire{reading, 20};
  for (std::uint32_t client = 1; client <= 2; ++client) {
    wire.segment(client, Side::server, syn, 0, "");
    wire.segment(client, Side::client, syn_ack, 0, "");
    wire.segment(client, Side::server, ack, 1, "ACGTACGTACGTACGT");
  }
  const auto report = reading.finish();
  ASSERT_EQ(report.conversations.size(), 1U);
  const auto& one = report.conversations[0];
  EXPECT_EQ(one.protocol, "ftp-data");
  EXPECT_EQ(one.client, "10.0.0.1");
  EXPECT_EQ(one.server, "10.9.9.9");
  EXPECT_EQ(one.port, 0);
  EXPECT_EQ(one.flows, 2U);
  EXPECT_EQ(one.bytes_to_client, 32U);
  EXPECT_EQ(one.bytes_to_server, 0U);
  EXPECT_EQ(one.confidentiality.grade, model::Protection::absent);
}

// The connection that lasts longest ends last, when there is no room any more: it is the small ones that are gathered.
TEST(Reading, OfTooManyConversationsThoseThatTellLeastAreGathered) {
  constexpr std::uint32_t many = 12'000;
  Reading reading;
  Wire wire{reading};
  wire.segment(0, Side::client, syn, 0, "");
  for (std::uint32_t client = 1; client <= many; ++client) {
    wire.server_port = static_cast<std::uint16_t>(20'000 + client);
    wire.segment(client, Side::client, syn, 0, "");
    wire.segment(client, Side::client, ack, 1, client % 2 == 0 ? question : "nothing that is read, and more than that");
    wire.segment(client, Side::client, 0x04, 200, "");
  }
  wire.server_port = 80;
  std::string large = question;
  for (int i = 0; i < 10; ++i) large += question;
  wire.segment(0, Side::client, ack, 1, large);
  const auto report = reading.finish();
  EXPECT_LE(report.conversations.size(), Conversations::limit);
  EXPECT_GT(report.conversations_not_kept, many / 4);
  std::uint64_t flows = 0;
  std::uint64_t readable = 0;
  std::uint64_t of_nobody = 0;
  bool kept = false;
  for (const auto& one : report.conversations) {
    flows += one.flows;
    if (one.protocol == "http") readable += one.flows;
    if (one.server == gathered) of_nobody += one.flows;
    if (one.server == gathered && one.protocol == "http") {
      EXPECT_EQ(one.confidentiality.grade, model::Protection::absent);
    }
    kept = kept || (one.server == "10.9.9.9" && one.port == 80);
  }
  EXPECT_TRUE(kept);
  EXPECT_EQ(flows, many + 1);
  EXPECT_EQ(readable, many / 2 + 1);
  EXPECT_EQ(of_nobody, report.conversations_not_kept);
}

// "::" is also an address that packets may have.
TEST(Reading, ConversationsWithTheAddressOfThoseGatheredAreBoundedToo) {
  Reading reading;
  Wire wire{reading};
  wire.server = Address();
  for (std::uint32_t client = 1; client <= 12'000; ++client) {
    wire.server_port = static_cast<std::uint16_t>(20'000 + client);
    wire.segment(client, Side::client, syn, 0, "");
    wire.segment(client, Side::client, 0x04, 1, "");
  }
  const auto report = reading.finish();
  EXPECT_LE(report.conversations.size(), Conversations::limit);
  EXPECT_GT(report.conversations_not_kept, 0U);
}

TEST(Reading, WhatConversationsHoldIsBounded) {
  ReadingLimits limits;
  limits.conversation_bytes = 64U << 10U;
  Reading reading(limits);
  Wire wire{reading};
  for (std::uint32_t client = 1; client <= 2'000; ++client) {
    const auto host = std::string(200, 'h') + std::to_string(client);
    wire.server_port = static_cast<std::uint16_t>(20'000 + client % 50);
    wire.segment(client, Side::client, syn, 0, "");
    wire.segment(client, Side::client, ack, 1, "GET /x HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    wire.segment(client, Side::client, 0x04, 400, "");
    ASSERT_LE(reading.footprint(), 3U << 20U);
  }
  std::uint64_t flows = 0;
  const auto report = reading.finish();
  for (const auto& one : report.conversations) flows += one.flows;
  EXPECT_EQ(flows, 2'000U);
  EXPECT_GT(report.conversations_not_kept, 0U);
}

TEST(Merge, WhatWasReadableOfAShareCountsFromEachFile) {
  const auto seen = [](PlaceSeen runs) {
    Report report;
    Conversation one;
    one.client = "10.0.0.1";
    one.server = "10.9.9.9";
    one.protocol = "smb";
    one.flows = 1;
    one.places["runs"] = runs;
    report.conversations.push_back(one);
    return report;
  };
  auto all = seen({0, 0, 0});
  merge(all, seen({3, 2, 1}));
  ASSERT_EQ(all.conversations.size(), 1U);
  EXPECT_EQ(all.conversations[0].places["runs"].readable, 3U);
  EXPECT_EQ(all.conversations[0].places["runs"].changeable, 2U);
  EXPECT_EQ(all.conversations[0].places["runs"].unproven, 1U);
}

TEST(Reading, JoinedReportsKnowWhereBytesLayOnlyWhereBothDo) {
  const auto seen = [](const char* path, const FilePart& part) {
    Report report;
    ExposedFile file{"10.0.0.1", "10.9.9.9", 445, {"runs", path, 0, 0, {}, {}, "clear"}};
    file.what.was_read(part);
    report.files.push_back(file);
    return report;
  };
  auto known = seen("a", {10, 100});
  merge(known, seen("a", {10, 500}));
  EXPECT_EQ(known.files.at(0).what.range.first(), 100U);
  EXPECT_EQ(known.files.at(0).what.range.last(), 509U);
  merge(known, seen("a", {10}));
  EXPECT_EQ(known.files.at(0).what.read, 30U);
  EXPECT_FALSE(known.files.at(0).what.range.known());
}

TEST(Reading, MoreAddressesThanAreWatchedAreTold) {
  Reading reading;
  for (std::uint32_t n = 0; n < Interference::most_watched + 3; ++n) {
    Arp arp;
    arp.at = {n, n + 1};
    arp.address = v4_address(Bytes{10, 1, static_cast<std::uint8_t>(n >> 8U), static_cast<std::uint8_t>(n)});
    arp.owner = {2, 0, 0, 0, 0, 1};
    reading.on_arp(arp);
  }
  const auto report = reading.finish();
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_NE(report.notes[0].find(": 3 times"), std::string::npos) << report.notes[0];
}

}  // namespace
}  // namespace runseal::capture
