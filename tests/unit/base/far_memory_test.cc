#include "base/far_memory.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

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

std::vector<int> in_temporary_files() {
  std::vector<int> all;
  for (int fd = 3; fd < 1024; ++fd) {
    std::error_code none;
    const auto name = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), none).string();
    if (name.ends_with(" (deleted)")) all.push_back(fd);
  }
  return all;
}

// As a disk that gives nothing back: the pages beyond a file's end are not there.
void lose_what_lies_in_files() {
  for (const int fd : in_temporary_files()) (void)!::ftruncate(fd, 0);
}

// The system tells of it once, so it is remembered as long as what may be lost is there.
TEST(FarMemory, SaysThatItsDiskMayNotHaveKeptAll) {
  {
    FarList<Item> list;
    fill(list, many);
    EXPECT_TRUE(FarMemory::all_kept());
    const int tape = ::open("/dev/null", O_RDWR | O_CLOEXEC);  // sync_file_range(2) is refused there
    std::vector<std::pair<int, int>> kept;
    for (const int fd : in_temporary_files()) {
      kept.emplace_back(fd, ::dup(fd));
      ::dup2(tape, fd);
    }
    const auto told = FarMemory::all_kept();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, ErrorCode::io);
    EXPECT_NE(told.error().next.find("TMPDIR"), std::string::npos);
    for (const auto& [fd, file] : kept) {
      ::dup2(file, fd);
      ::close(file);
    }
    ::close(tape);
    EXPECT_FALSE(FarMemory::all_kept());
  }
  EXPECT_TRUE(FarMemory::all_kept());
}

TEST(FarMemoryDeath, APageThatTheDiskDoesNotGiveBackIsSaidAndEndsTheProgramAsOneThatCouldNotCheck) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto lose_and_look = [] {
    FarList<Item> list;
    fill(list, many);
    lose_what_lies_in_files();
    std::uint64_t sum = 0;
    for (const auto& item : list) sum += item.number;
    std::printf("%ju", static_cast<std::uintmax_t>(sum));
  };
  EXPECT_EXIT(lose_and_look(), testing::ExitedWithCode(3), "does not give back what was kept.*\n.*TMPDIR");
}

TEST(FarMemoryDeath, AFaultElsewhereIsNotTakenForThat) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto look_elsewhere = [] {
    FarList<Item> list;
    fill(list, many);
    const int file = ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    const auto* const at = static_cast<const char*>(::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0));
    std::printf("%d", *at);  // an empty file has no page
  };
  const auto by_signal_or_sanitizer = [](int status) { return !WIFEXITED(status) || WEXITSTATUS(status) == 1; };
  EXPECT_EXIT(look_elsewhere(), by_signal_or_sanitizer, "");
}

}  // namespace
}  // namespace runseal::base
