#include "capture/byte_range.h"

#include <gtest/gtest.h>

namespace runseal::capture {
namespace {

TEST(CaptureByteRange, GoesFromTheLowestByteToTheHighest) {
  ByteRange range;
  EXPECT_FALSE(range.known());
  range.add({10, 100});
  range.add({5, 20});
  range.add({1, 50});
  ASSERT_TRUE(range.known());
  EXPECT_EQ(range.first(), 20U);
  EXPECT_EQ(range.last(), 109U);
}

TEST(CaptureByteRange, OfNothingIsNone) {
  ByteRange range;
  range.add({0, 100});
  EXPECT_FALSE(range.known());
}

TEST(CaptureByteRange, IsNotKnownOnceAPartIsNot) {
  ByteRange range;
  range.add({10, 0});
  range.add({10});
  range.add({10, 10});
  EXPECT_FALSE(range.known());
  ByteRange other;
  other.add({5, 0});
  other.add(range, 30);
  EXPECT_FALSE(other.known());
}

TEST(CaptureByteRange, TakesInBytesOfWhichNothingIsTold) {
  ByteRange range;
  range.add({5, 0});
  range.add(ByteRange(), 0);
  EXPECT_TRUE(range.known());
  range.add(ByteRange(), 7);
  EXPECT_FALSE(range.known());
}

TEST(CaptureByteRange, DoesNotPassTheEndOfNumbers) {
  ByteRange range;
  range.add({~std::uint64_t{0}, ~std::uint64_t{0} - 1});
  ASSERT_TRUE(range.known());
  EXPECT_EQ(range.first(), ~std::uint64_t{0} - 1);
  EXPECT_EQ(range.last(), ~std::uint64_t{0});
}

}  // namespace
}  // namespace runseal::capture
