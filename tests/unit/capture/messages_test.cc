#include "capture/messages.h"

#include <gtest/gtest.h>

namespace runseal::capture {
namespace {

// 'M', a length of two bytes big-endian, then so many bytes.
Result<std::optional<std::uint64_t>> size_of(ByteView front) {
  if (front.empty()) return std::nullopt;
  if (front[0] != 'M') return fail(ErrorCode::invalid, "no message");
  if (front.size() < 3) return std::nullopt;
  return 3U + (std::uint64_t(front[1]) << 8U | front[2]);
}

std::optional<std::size_t> find(ByteView bytes) {
  const auto at = std::find(bytes.begin(), bytes.end(), 'M');
  if (at == bytes.end()) return std::nullopt;
  return static_cast<std::size_t>(at - bytes.begin());
}

Bytes message(std::size_t size, std::uint8_t fill) {
  Bytes bytes{'M', static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
  bytes.resize(3 + size, fill);
  return bytes;
}

struct Heard {
  std::vector<std::pair<std::string, std::uint64_t>> all;
  auto each() {
    return [this](ByteView front, std::uint64_t size) { all.emplace_back(base::as_text(front), size); };
  }
};

TEST(Messages, AreTheSameHoweverTheStreamWasCut) {
  Bytes stream;
  for (const std::size_t size : {0, 1, 5, 6, 1000, 2, 0}) {
    const auto one = message(size, static_cast<std::uint8_t>('a' + size % 26));
    stream.insert(stream.end(), one.begin(), one.end());
  }
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    Messages messages(size_of, find, 8);
    Heard heard;
    for (std::size_t at = 0; at < stream.size(); at += step)
      messages.feed(ByteView(stream).subspan(at, std::min(step, stream.size() - at)), 0, heard.each());
    ASSERT_EQ(heard.all.size(), 7U) << "in steps of " << step;
    EXPECT_EQ(heard.all[2].first, std::string("M\0\5fffff", 8)) << step;
    EXPECT_EQ(heard.all[4].first.size(), 8U);
    EXPECT_EQ(heard.all[4].second, 1003U);
    EXPECT_EQ(heard.all[5].second, 5U);
    EXPECT_FALSE(messages.lost());
    EXPECT_EQ(messages.rest(), 0U);
  }
}

TEST(Messages, HandOnWhatIsBehindTheirFrontsAsItComes) {
  Bytes stream;
  for (const std::size_t size : {5, 1000, 0, 6, 300}) {
    const auto one = message(size, 'x');
    stream.insert(stream.end(), one.begin(), one.end());
  }
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    Messages messages(size_of, find, 8);
    Bytes all;
    const auto add = [&](ByteView piece) { all.insert(all.end(), piece.begin(), piece.end()); };
    for (std::size_t at = 0; at < stream.size(); at += step)
      messages.feed(
          ByteView(stream).subspan(at, std::min(step, stream.size() - at)), 0,
          [&](ByteView front, std::uint64_t) { add(front); }, add);
    ASSERT_EQ(all, stream) << "in steps of " << step;
  }
}

TEST(Messages, ALossInsideWhatIsPassedOverLosesNothing) {
  Messages messages(size_of, find, 8);
  Heard heard;
  const auto big = message(1000, 'x');
  messages.feed(ByteView(big).first(100), 0, heard.each());
  messages.gap(903);
  messages.feed(message(2, 'y'), 0, heard.each());
  ASSERT_EQ(heard.all.size(), 2U);
  EXPECT_FALSE(messages.lost());
  EXPECT_EQ(heard.all[1].second, 5U);
}

TEST(Messages, ALossOfAFrontIsFoundAgainByTheNext) {
  Messages messages(size_of, find, 8);
  Heard heard;
  const auto big = message(1000, 'x');
  messages.feed(ByteView(big).first(100), 0, heard.each());
  messages.gap(904);
  EXPECT_TRUE(messages.lost());
  auto rest = Bytes(30, 'x');
  const auto next = message(7, 'z');
  rest.insert(rest.end(), next.begin(), next.end());
  messages.feed(rest, 0, heard.each());
  ASSERT_EQ(heard.all.size(), 2U);
  EXPECT_EQ(heard.all[1].second, 10U);
  EXPECT_EQ(messages.losses(), 1U);
}

TEST(Messages, OfWhatTheCaptureCutOffTheFrontIsHandedOnShort) {
  Messages messages(size_of, find, 64);
  Heard heard;
  const auto big = message(1000, 'x');
  messages.feed(ByteView(big).first(20), 983, heard.each());
  messages.feed(message(1, 'y'), 0, heard.each());
  ASSERT_EQ(heard.all.size(), 2U);
  EXPECT_EQ(heard.all[0].first.size(), 20U);
  EXPECT_EQ(heard.all[0].second, 1003U);
  EXPECT_FALSE(messages.lost());
}

TEST(Messages, BytesThatOnlyLookLikeABeginningEnd) {
  Messages messages([](ByteView) -> Result<std::optional<std::uint64_t>> { return fail(ErrorCode::invalid, "never"); },
                    find, 8);
  Heard heard;
  messages.feed(Bytes(1U << 20U, 'M'), 0, heard.each());
  EXPECT_TRUE(heard.all.empty());
  EXPECT_TRUE(messages.lost());
}

}  // namespace
}  // namespace runseal::capture
