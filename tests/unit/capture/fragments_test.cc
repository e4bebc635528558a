// Fragments put together again, as tshark does it, and what hostile ones meet.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "packets.h"

using namespace runseal;
using namespace runseal::test;

namespace {

Bytes counting(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  return bytes;
}

struct Piece {
  std::size_t from;
  std::size_t to;
  bool last;
};

// A fragment of `whole`, as an Ethernet frame.
Bytes fragment(const Bytes& whole, const Piece& piece, bool v6, std::uint16_t id = 7) {
  const Bytes part(whole.begin() + static_cast<std::ptrdiff_t>(piece.from),
                   whole.begin() + static_cast<std::ptrdiff_t>(piece.to));
  if (!v6) {
    const auto place = static_cast<std::uint16_t>(piece.from / 8 | (piece.last ? 0U : 0x2000U));
    return ethernet(0x0800, ipv4(part, {.id = id, .place = place}));
  }
  base::Writer header;
  header.u8(17).u8(0).be16(static_cast<std::uint16_t>(piece.from | (piece.last ? 0U : 1U))).be32(id);
  return ethernet(0x86dd, ipv6(joined({header.data(), part}), {.next = 44}));
}

std::vector<Piece> cut_into(std::size_t size, std::size_t step) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < size; at += step) pieces.push_back({at, std::min(at + step, size), at + step >= size});
  return pieces;
}

struct Told {
  Kept kept;
  capture::DecoderCounts counts;
  std::vector<capture::Sign> signs;
};

Told told_of(const std::vector<MadePacket>& packets) {
  Told told;
  capture::PacketDecoder decoder(told.kept);
  for (std::uint64_t i = 0; i < packets.size(); ++i) {
    const auto& made = packets[i];
    decoder.packet({{made.time_ns, i + 1}, 1, made.bytes, made.size == 0 ? made.bytes.size() : made.size});
  }
  told.counts = decoder.counts();
  told.signs = decoder.take_signs();
  return told;
}

std::vector<MadePacket> at_once(const std::vector<Bytes>& frames) {
  std::vector<MadePacket> packets;
  for (const auto& frame : frames)
    packets.push_back({static_cast<std::int64_t>(packets.size()) * 1000 + 1000, frame, 0});
  return packets;
}

TEST(Fragments, AreWholeInAnyOrderAndTwiceAsTsharkPutsThemTogether) {
  TemporaryFolder folder;
  std::mt19937 random(1);
  std::vector<Bytes> frames;
  std::vector<Bytes> wholes;
  std::uint16_t id = 1;
  for (const bool v6 : {false, true}) {
    for (const std::size_t size : {17U, 1480U, 8200U, 65000U}) {
      for (const std::size_t step : {8U, 1448U}) {
        const auto whole = udp(1111, 2222, counting(size));
        if (whole.size() / step > 2000 || whole.size() <= step) continue;
        auto pieces = cut_into(whole.size(), step);
        std::ranges::shuffle(pieces, random);
        ++id;
        for (const auto& piece : pieces) frames.push_back(fragment(whole, piece, v6, id));
        if (step == 1448) frames.push_back(fragment(whole, pieces.front(), v6, id));  // once more, when it is whole
        wholes.push_back(whole);
      }
    }
  }
  const auto told = told_of(at_once(frames));
  ASSERT_EQ(told.kept.datagrams.size(), wholes.size());
  for (std::size_t i = 0; i < wholes.size(); ++i) EXPECT_EQ(told.kept.datagrams[i].payload, wholes[i]) << i;
  EXPECT_EQ(told.counts.fragments.whole, wholes.size());
  EXPECT_TRUE(told.signs.empty());

  write_file(folder / "x.pcap", pcap_of(at_once(frames)));
  const auto rows = tshark(folder / "x.pcap", {"udp.payload"}, {"-Y", "udp", "-2"});
  std::vector<std::string> theirs;
  for (const auto& row : rows) {
    if (std::ranges::find(theirs, row[0]) == theirs.end()) theirs.push_back(row[0]);
  }
  for (const auto& whole : wholes) {
    const auto payload = base::to_hex(ByteView(whole).subspan(8));
    EXPECT_NE(std::ranges::find(theirs, payload), theirs.end()) << whole.size();
  }
}

TEST(Fragments, ThatSayDifferentThingsAreDroppedAndAreASignAsTsharkSaysTheyConflict) {
  TemporaryFolder folder;
  const auto whole = udp(1111, 2222, counting(3000));
  auto other = whole;
  other[1500] ^= 1;
  struct Case {
    const char* name;
    std::vector<Bytes> frames;
    bool conflict;
  };
  const std::vector<Case> cases = {
      {"the same again",
       {fragment(whole, {0, 1600, false}, false), fragment(whole, {0, 1600, false}, false),
        fragment(whole, {1600, 3008, true}, false)},
       false},
      {"an overlap that says the same",
       {fragment(whole, {0, 1600, false}, false), fragment(whole, {1400, 3008, true}, false)},
       false},
      {"an overlap that says something else",
       {fragment(whole, {0, 1600, false}, false), fragment(other, {1400, 3008, true}, false)},
       true},
      {"the same place, other bytes",
       {fragment(whole, {0, 1600, false}, false), fragment(other, {0, 1600, false}, false),
        fragment(whole, {1600, 3008, true}, false)},
       true},
      {"two ends", {fragment(whole, {1600, 3000, true}, false), fragment(whole, {1600, 3008, true}, false)}, true},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto told = told_of(at_once(one.frames));
    ASSERT_EQ(told.signs.size(), one.conflict ? 1U : 0U);
    EXPECT_EQ(told.kept.datagrams.size(), one.conflict ? 0U : 1U);
    EXPECT_EQ(told.counts.fragments.contradicting, one.conflict ? 1U : 0U);
    if (one.conflict) {
      EXPECT_EQ(told.signs[0].id, "ip.fragments-contradict");
      EXPECT_EQ(told.signs[0].packets.size(), 2U);
      EXPECT_EQ(told.signs[0].about.size(), 2U);
    }
    if (std::string(one.name) == "two ends") continue;  // tshark says so only of datagrams that it could complete
    write_file(folder / "x.pcap", pcap_of(at_once(one.frames)));
    const auto rows = tshark(folder / "x.pcap", {"ip.fragment.overlap.conflict"}, {"-2"});
    EXPECT_EQ(std::ranges::any_of(rows, [](const auto& row) { return row[0].find('1') != std::string::npos; }),
              one.conflict);
  }
}

TEST(Fragments, OfIpv6MayNotOverlap) {
  const auto whole = udp(1111, 2222, counting(3000));
  const auto told = told_of(at_once({fragment(whole, {0, 1600, false}, true), fragment(whole, {1400, 3008, true}, true),
                                     fragment(whole, {1600, 3008, true}, true)}));
  EXPECT_TRUE(told.kept.datagrams.empty());
  EXPECT_EQ(told.counts.fragments.overlapping, 1U);
}

TEST(Fragments, OneThatTheCaptureCutEndsThePayloadButNotItsSize) {
  const auto whole = udp(1111, 2222, counting(3000));
  auto packets = at_once({fragment(whole, {0, 1600, false}, false), fragment(whole, {1600, 3008, true}, false)});
  packets[1].size = packets[1].bytes.size();
  packets[1].bytes.resize(14 + 20 + 100);
  const auto told = told_of(packets);
  ASSERT_EQ(told.kept.datagrams.size(), 1U);
  EXPECT_EQ(told.kept.datagrams[0].payload.size(), 1700U);
  EXPECT_EQ(told.kept.datagrams[0].datagram.size, 3008U);
}

TEST(Fragments, OfLongAgoAreForgottenBeforeTheirNumberComesRoundAgain) {
  const auto old = udp(1111, 2222, counting(3000));
  auto fresh = old;
  std::ranges::reverse(fresh);
  auto packets = at_once({fragment(old, {0, 1600, false}, false), fragment(fresh, {0, 1600, false}, false),
                          fragment(fresh, {1600, 3008, true}, false)});
  packets[1].time_ns += 5'000'000'000;
  packets[2].time_ns += 5'000'000'000;
  const auto told = told_of(packets);
  ASSERT_EQ(told.kept.datagrams.size(), 1U);
  EXPECT_EQ(told.kept.datagrams[0].payload, fresh);
  EXPECT_TRUE(told.signs.empty());
  EXPECT_EQ(told.counts.fragments.incomplete, 1U);
}

TEST(Fragments, ThatNeverEndTakeNoMoreThanTheirMemory) {
  Kept kept;
  capture::PacketDecoder decoder(kept);
  const auto whole = counting(65000);
  for (std::uint32_t i = 0; i < 40'000; ++i) {
    const auto at = i % 2 == 0 ? std::size_t{0} : std::size_t{60'000};
    auto frame = fragment(whole, {at, at + 64, false}, true);
    frame[14 + 40 + 4] = static_cast<std::uint8_t>(i >> 8U);
    frame[14 + 40 + 5] = static_cast<std::uint8_t>(i);
    decoder.packet({{i, i + 1}, 1, frame, frame.size()});
    ASSERT_LT(decoder.footprint(), (4U << 20U) + (128U << 10U));
  }
  EXPECT_GT(decoder.counts().fragments.incomplete, 39'000U);
}

TEST(Ip, LengthsOfOffloadingAndOfCutCapturesAreUnderstood) {
  const auto payload = udp(1111, 2222, counting(2000));
  struct Case {
    const char* name;
    Bytes frame;
    std::uint64_t size;  // of the frame on the wire
    std::size_t kept;
    std::uint64_t whole;
  };
  const auto plain = ethernet(0x0800, ipv4(payload));
  Bytes front(plain.begin(), plain.begin() + 134);
  const std::vector<Case> cases = {
      {"whole", plain, plain.size(), 2008, 2008},
      {"length 0, the card cuts it", ethernet(0x0800, ipv4(payload, {.length = 0})), plain.size(), 2008, 2008},
      {"cut by the snap length", front, plain.size(), 100, 2008},
      {"cut, and the capture does not say so", front, front.size(), 100, 2008},
      {"longer than it says: padding", joined({plain, Bytes(20)}), plain.size() + 20, 2008, 2008},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto told = told_of({{1, one.frame, one.size}});
    ASSERT_EQ(told.kept.datagrams.size(), 1U);
    EXPECT_EQ(told.kept.datagrams[0].payload.size(), one.kept);
    EXPECT_EQ(told.kept.datagrams[0].datagram.size, one.whole);
  }
}

TEST(Ip, HeadersThatContradictThemselvesAreCountedAndNothingElse) {
  auto short_header = ethernet(0x0800, ipv4(counting(50)));
  short_header[14] = 0x44;
  auto long_header = ethernet(0x0800, ipv4({}));
  long_header[14] = 0x4f;
  const auto tiny = ethernet(0x0800, ipv4(counting(50), {.length = 19}));
  const auto version = ethernet(0x0800, joined({bytes_of("75"), counting(60)}));
  const auto extension = ethernet(0x86dd, ipv6(bytes_of("11ff000000000000"), {.next = 0}));
  const auto told = told_of(at_once({short_header, long_header, tiny, version, extension, Bytes(5), Bytes()}));
  EXPECT_TRUE(told.kept.datagrams.empty());
  EXPECT_EQ(told.counts.cut, 7U);
}

TEST(Ip, TunnelsInTunnelsEnd) {
  auto packet = ipv4(udp(1, 2, {}));
  for (int i = 0; i < 30; ++i) packet = ipv4(packet, {.protocol = 4});
  const auto told = told_of(at_once({ethernet(0x0800, packet)}));
  EXPECT_TRUE(told.kept.datagrams.empty());
  EXPECT_EQ(told.counts.too_deep, 1U);
}

TEST(Ip, ATunnelThatIsNotReadIsADatagramOfItsOwn) {
  const auto point_to_point = ethernet(0x0800, ipv4(bytes_of("3001880b000400000000000000000000"), {.protocol = 47}));
  const auto no_vxlan = ethernet(0x0800, ipv4(udp(53, 4789, bytes_of("08001234000100000000000000000000")), {}));
  const auto told = told_of(at_once({point_to_point, no_vxlan}));
  ASSERT_EQ(told.kept.datagrams.size(), 2U);
  EXPECT_EQ(told.kept.datagrams[0].datagram.protocol, 47);
  EXPECT_EQ(told.kept.datagrams[1].datagram.protocol, 17);
}

TEST(Arp, SaysWhoIsSaidToOwnAnAddress) {
  const auto arp = [](const std::string& kind, const std::string& sender) {
    return ethernet(0x0806, bytes_of("000108000604" + kind + "0200000000aa" + sender + "0000000000000a000002"));
  };
  const auto told = told_of(at_once({arp("0001", "0a000001"), arp("0002", "0a000003"), arp("0001", "00000000")}));
  ASSERT_EQ(told.kept.arps.size(), 2U);  // a probe claims nothing
  EXPECT_EQ(told.kept.arps[0].address.text(), "10.0.0.1");
  EXPECT_FALSE(told.kept.arps[0].answer);
  EXPECT_EQ(told.kept.arps[1].address.text(), "10.0.0.3");
  EXPECT_TRUE(told.kept.arps[1].answer);
  EXPECT_EQ(told.kept.arps[1].owner, (capture::Mac{2, 0, 0, 0, 0, 0xaa}));
}

TEST(Arp, OfIpv6IsTheAdvertisementOfANeighbour) {
  const std::string host = "fe800000000000000000000000000001";
  const auto message = [&](const std::string& kind, const std::string& option) {
    return bytes_of(kind + "000000" + "60000000" + host + option + "010200000000aa");
  };
  const auto frame = [&](const std::string& kind, const std::string& option, std::uint8_t hops) {
    return ethernet(0x86dd, ipv6(message(kind, option), {.from = host, .next = 58, .hops = hops}));
  };
  const auto told = told_of(at_once({frame("88", "02", 255), frame("87", "01", 255), frame("88", "02", 64)}));
  ASSERT_EQ(told.kept.arps.size(), 2U);  // the third came through a router
  for (const auto& arp : told.kept.arps) {
    EXPECT_EQ(arp.address.text(), "fe80::1");
    EXPECT_EQ(arp.owner, (capture::Mac{2, 0, 0, 0, 0, 0xaa}));
  }
  EXPECT_TRUE(told.kept.arps[0].answer);
  EXPECT_FALSE(told.kept.arps[1].answer);
}

}  // namespace
