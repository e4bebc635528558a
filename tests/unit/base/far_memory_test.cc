#include "base/far_memory.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <thread>

#include "base/compact_text.h"

namespace runseal::base {
namespace {

struct Item {
  CompactText name;
  std::uint64_t number = 0;
};

std::string name_of(std::uint64_t number) { return "Data/Intensities/BaseCalls/L001/" + std::to_string(number); }

void fill(FarList<Item>& list, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) list.push_back({CompactText(name_of(i), list.memory()), i});
}

constexpr std::uint64_t many = 200'000;

TEST(FarMemory, KeepsWhatWasPutThereWhileItIsLetGoAgainAndAgain) {
  FarList<Item> list;
  fill(list, many);
  const auto* const first = &list[0];
  std::thread other([&] {
    for (std::uint64_t i = 0; i < many; ++i) list[i].number += 1;
  });
  for (std::uint64_t i = many; i-- > 0;) ASSERT_EQ(list[i].name, name_of(i));
  other.join();
  std::uint64_t at = 0;
  for (const auto& item : list) ASSERT_EQ(item.number, ++at);
  EXPECT_EQ(at, many);
  EXPECT_EQ(first, &list[0]);
}

TEST(FarMemory, IsInAFileOnlyBeyondItsFirstPiece) {
  FarList<Item> few;
  fill(few, 1'000);
  EXPECT_EQ(few.memory().in_files(), 0U);
  FarList<Item> list;
  fill(list, many);
  EXPECT_GT(list.memory().in_files(), many * sizeof(Item));
}

TEST(FarMemory, IsLikeAnyOtherWhereThereIsNoRoomForFiles) {
  const char* const before = std::getenv("TMPDIR");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("TMPDIR", "/proc/self", 1);
  FarList<Item> list;
  fill(list, many);
  before != nullptr ? ::setenv("TMPDIR", kept.c_str(), 1) : ::unsetenv("TMPDIR");
  EXPECT_EQ(list.memory().in_files(), 0U);
  for (std::uint64_t i = 0; i < many; ++i) ASSERT_EQ(list[i].name, name_of(i));
}

TEST(FarMemory, ATextInItIsCopiedOutOfIt) {
  CompactText copy;
  {
    FarMemory memory;
    CompactText far("a name", memory);
    copy = far;
    EXPECT_EQ(far, "a name");
    EXPECT_STREQ(far.c_str(), "a name");
  }
  EXPECT_EQ(copy, "a name");
}

TEST(FarMemory, TakesWhatIsLargerThanAPiece) {
  FarMemory memory;
  const std::string large(40U << 20U, 'x');
  EXPECT_EQ(CompactText(large, memory), large);
}

}  // namespace
}  // namespace runseal::base
