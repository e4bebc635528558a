#include "capture/interference.h"

#include <gtest/gtest.h>

using namespace runseal;
using namespace runseal::capture;

namespace {

constexpr std::int64_t second = 1'000'000'000;
const Address storage = v4_address(std::array<std::uint8_t, 4>{10, 0, 0, 2});
const Address instrument = v4_address(std::array<std::uint8_t, 4>{10, 0, 0, 7});

Mac mac(std::uint8_t last) { return {2, 0, 0, 0, 0, last}; }

std::vector<std::uint64_t> numbers(const Sign& sign) {
  std::vector<std::uint64_t> numbers;
  for (const auto& moment : sign.packets) numbers.push_back(moment.packet);
  return numbers;
}

TEST(Interference, AnAddressThatMovesOnceChangedItsOwner) {
  Interference watch;
  for (std::uint64_t packet = 1; packet <= 4; ++packet) watch.arp({{0, packet}, storage, mac(1), true});
  EXPECT_TRUE(watch.signs().empty());
  for (std::uint64_t packet = 5; packet <= 8; ++packet) watch.arp({{0, packet}, storage, mac(2), true});
  const auto signs = watch.signs();
  ASSERT_EQ(signs.size(), 1U);
  EXPECT_EQ(signs[0].id, "arp.owner-changed");
  EXPECT_EQ(signs[0].what, "10.0.0.2 moved to another hardware address: 02:00:00:00:00:01, 02:00:00:00:00:02");
  EXPECT_EQ(numbers(signs[0]), (std::vector<std::uint64_t>{4, 5}));
}

TEST(Interference, AnAddressThatTwoClaimInTurnIsThereTwice) {
  Interference watch;
  for (std::uint64_t packet = 1; packet <= 1000; ++packet) {
    watch.arp({{0, packet}, storage, mac(static_cast<std::uint8_t>(packet % 2)), true});
    watch.arp({{0, packet}, instrument, mac(9), true});
  }
  const auto signs = watch.signs();
  ASSERT_EQ(signs.size(), 1U);
  EXPECT_EQ(signs[0].id, "arp.address-twice");
  EXPECT_EQ(signs[0].packets.size(), Interference::most_moments);
}

TEST(Interference, AServerThatProvesItselfOtherwiseIsToldAndOneOfTwoKindsIsNot) {
  Interference watch;
  watch.identity(storage, 22, "ssh-ed25519", "SHA256:aaa", {0, 10});
  watch.identity(storage, 22, "ssh-rsa", "SHA256:rrr", {0, 20});
  watch.identity(storage, 2222, "ssh-ed25519", "SHA256:bbb", {0, 30});
  watch.identity(storage, 22, "ssh-ed25519", "SHA256:aaa", {0, 40});
  EXPECT_TRUE(watch.signs().empty());
  watch.identity(storage, 22, "ssh-ed25519", "SHA256:bbb", {0, 50});
  const auto signs = watch.signs();
  ASSERT_EQ(signs.size(), 1U);
  EXPECT_EQ(signs[0].id, "peer.identity-changed");
  EXPECT_EQ(signs[0].what, "10.0.0.2:22 proved itself with different keys (ssh-ed25519): SHA256:aaa, SHA256:bbb");
  EXPECT_EQ(numbers(signs[0]), (std::vector<std::uint64_t>{40, 50}));
}

TEST(Interference, MoreThanIsWatchedIsCountedAndTakesNoMemory) {
  Interference watch;
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    Address address = storage;
    address.bytes[13] = static_cast<std::uint8_t>(i >> 8U);
    address.bytes[14] = static_cast<std::uint8_t>(i);
    for (std::uint8_t owner = 0; owner < 20; ++owner) watch.arp({{0, i + 1}, address, mac(owner), true});
  }
  EXPECT_EQ(watch.not_watched(), 20U * (50'000 - Interference::most_watched));
  EXPECT_LT(watch.footprint(), 4U << 20U);
  for (const auto& sign : watch.signs()) EXPECT_LE(sign.packets.size(), Interference::most_moments);
}

// Runs of packets a hundred milliseconds apart: their hop count and how many.
std::optional<Sign> of_hops(std::initializer_list<std::pair<std::uint8_t, int>> runs) {
  HopWatch watch;
  Moment at{0, 0};
  for (const auto& [hops, count] : runs) {
    for (int i = 0; i < count; ++i) {
      at.time_ns += second / 10;
      ++at.packet;
      watch.saw(hops, at);
    }
  }
  return watch.sign(instrument, storage);
}

TEST(HopWatch, ARouteThatChangesAndStaysIsNoSign) {
  EXPECT_FALSE(of_hops({{64, 1}}));
  EXPECT_FALSE(of_hops({{64, 500}}));
  EXPECT_FALSE(of_hops({{64, 50}, {62, 50}}));
  EXPECT_FALSE(of_hops({{64, 50}, {62, 200}, {64, 50}}));  // and is back after twenty seconds
}

TEST(HopWatch, AForeignPacketInBetweenIsOne) {
  const auto sign = of_hops({{64, 50}, {57, 1}, {64, 50}});
  ASSERT_TRUE(sign);
  EXPECT_EQ(sign->id, "ip.hops-jumped");
  EXPECT_EQ(numbers(*sign), (std::vector<std::uint64_t>{51, 52}));
}

TEST(HopWatch, ValuesThatAlternateAreOneWithFewOfTheirPackets) {
  HopWatch watch;
  for (std::uint64_t packet = 1; packet < 100'000; ++packet) {
    watch.saw(packet % 2 == 0 ? 64 : 63, {static_cast<std::int64_t>(packet), packet});
  }
  const auto sign = watch.sign(instrument, storage);
  ASSERT_TRUE(sign);
  EXPECT_EQ(sign->packets.size(), Interference::most_moments);
  EXPECT_LT(watch.footprint(), 1000U);
}

TEST(HopWatch, ALastPacketFromElsewhereIsOne) {
  const auto sign = of_hops({{64, 50}, {255, 1}});
  ASSERT_TRUE(sign);
  EXPECT_EQ(numbers(*sign), (std::vector<std::uint64_t>{51}));
  EXPECT_FALSE(of_hops({{64, 2}, {255, 1}}));  // too little was seen to call anything usual
}

}  // namespace
