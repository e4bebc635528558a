#include "capture/tcp_side.h"

#include <gtest/gtest.h>

#include <random>

namespace runseal::capture {
namespace {

struct Heard final : TcpReader {
  std::string text;  // a gap of n bytes as <n>
  std::vector<std::pair<std::uint64_t, std::uint64_t>> different;
  void bytes(ByteView bytes, std::uint64_t missing, Moment /*at*/) override {
    text += base::as_text(bytes) + std::string(static_cast<std::size_t>(missing), '?');
  }
  void gap(std::uint64_t bytes, Moment /*at*/) override { text += "<" + std::to_string(bytes) + ">"; }
  void differs(Moment first, Moment second) override { different.emplace_back(first.packet, second.packet); }
};

class Tcp : public testing::Test {
 protected:
  void add(std::uint32_t sequence, std::string_view text, std::uint64_t missing = 0) {
    Segment segment;
    segment.sequence = sequence;
    segment.bytes = base::as_bytes(text);
    segment.missing = missing;
    side.add(segment, {0, ++packet}, heard);
  }
  TcpSide side;
  Heard heard;
  std::uint64_t packet = 0;
};

TEST_F(Tcp, PutsSegmentsInOrderAcrossTheEndOfTheNumbers) {
  side.open(0xffff'fffcU);
  add(0xffff'fffdU, "abc");
  add(5, "ij");
  add(2, "fgh");
  add(0, "de");
  add(0, "defghij");
  EXPECT_EQ(heard.text, "abcdefghij");
  EXPECT_TRUE(heard.different.empty());
}

TEST_F(Tcp, AnOverlapIsReadOnce) {
  side.open(0);
  add(1, "abcd");
  add(3, "cdef");
  add(9, "ij");
  add(7, "ghijkl");
  EXPECT_EQ(heard.text, "abcdefghijkl");
}

TEST_F(Tcp, ASecondCopyWithOtherBytesIsToldWithBothPackets) {
  side.open(0);
  add(1, "abcd");
  add(5, "efgh");
  add(1, "abcd");
  EXPECT_TRUE(heard.different.empty());
  add(1, "abXd");
  ASSERT_EQ(heard.different.size(), 1U);
  EXPECT_EQ(heard.different[0], std::make_pair(std::uint64_t(1), std::uint64_t(4)));
  EXPECT_EQ(heard.text, "abcdefgh");
}

TEST_F(Tcp, SoIsOneThatStillWaits) {
  side.open(0);
  add(5, "efgh");
  add(5, "efgX");
  ASSERT_EQ(heard.different.size(), 1U);
}

TEST_F(Tcp, AKeepAliveIsNoSecondCopy) {
  side.open(0);
  add(1, "abcd");
  add(4, "x");
  add(4, std::string_view("\0", 1));
  EXPECT_EQ(heard.text, "abcd");
  EXPECT_TRUE(heard.different.empty());
}

TEST_F(Tcp, WhatNeverComesIsAGap) {
  side.open(0);
  add(1, "abcd");
  add(15, "later");
  EXPECT_EQ(heard.text, "abcd");
  side.close({}, heard);
  EXPECT_EQ(heard.text, "abcd<10>later");
}

TEST_F(Tcp, WaitingIsBounded) {
  side.open(0);
  const std::string piece(1000, 'x');
  std::size_t most = 0;
  for (std::uint32_t i = 0; i < 500; ++i) {
    add(100 + i * 1000, piece);
    most = std::max(most, side.footprint());
  }
  EXPECT_LT(most, TcpSide::waiting_limit + 20'000U);
  EXPECT_TRUE(heard.text.starts_with("<99>xxx")) << heard.text.substr(0, 20);
  EXPECT_EQ(heard.text.size(), 4U + 500U * 1000U);
}

TEST_F(Tcp, OneStraySegmentIsNotTheStreamTwoThatFollowEachOtherAre) {
  side.open(0);
  add(1, "abcd");
  add(0x7000'0000U, "stray");
  add(5, "efgh");
  EXPECT_EQ(heard.text, "abcdefgh");
  add(0x6000'0000U, "new ");
  add(0x6000'0004U, "stream");
  EXPECT_EQ(heard.text, "abcdefgh<" + std::to_string(0x6000'0004U - 9U) + ">stream");
}

TEST_F(Tcp, ABeginningThatComesLateIsALoss) {
  add(100, "seen first");
  add(90, "before it ");
  EXPECT_EQ(heard.text, "seen first<10>");
}

TEST_F(Tcp, WhatTheCaptureCutOffCountsAsCarried) {
  side.open(0);
  add(1, "head", 96);
  add(101, "next");
  EXPECT_EQ(heard.text, "head" + std::string(96, '?') + "next");
}

TEST_F(Tcp, AnyOrderWithinTheWindowGivesTheSameStream) {
  std::string whole;
  for (int i = 0; i < 2000; ++i) whole += static_cast<char>('a' + i % 26);
  std::minstd_rand random(7);
  for (int round = 0; round < 50; ++round) {
    side.open(99);
    heard = {};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pieces;
    for (std::uint32_t at = 0; at < whole.size();) {
      const auto size = std::min<std::uint32_t>(1 + static_cast<std::uint32_t>(random()) % 100,
                                                static_cast<std::uint32_t>(whole.size()) - at);
      pieces.emplace_back(at, size);
      at += size;
    }
    std::shuffle(pieces.begin(), pieces.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(30, pieces.size())),
                 random);
    for (const auto& [at, size] : pieces) add(100 + at, std::string_view(whole).substr(at, size));
    ASSERT_EQ(heard.text, whole);
    ASSERT_TRUE(heard.different.empty());
  }
}

}  // namespace
}  // namespace runseal::capture
