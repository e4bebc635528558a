#include "base/large_blocks.h"

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace runseal::base {
namespace {

// Blocks that the system gave for themselves and that go back to it with free(3): mallinfo(3), hblks.
std::size_t given_by_the_system() { return ::mallinfo2().hblks; }

bool goes_back_to_the_system(std::size_t size) {
  const auto before = given_by_the_system();
  void* volatile block = std::malloc(size);  // volatile: a block that nobody looks at is never asked for
  const bool alone = given_by_the_system() == before + 1;
  std::free(block);
  return alone && given_by_the_system() == before;
}

// In a process of its own: what is set holds for all of it.
template <class Work>
int outcome_of(Work work) {
  const auto child = ::fork();
  if (child == 0) ::_exit(work() ? 1 : 0);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

TEST(LargeBlocks, GoBackAlsoAfterLargerOnesWereFreed) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer has a malloc of its own";
#endif
  const auto after_a_larger_one = [] {
    void* volatile larger = std::malloc(8U << 20U);
    std::free(larger);
    return goes_back_to_the_system(1U << 20U) && goes_back_to_the_system(large_block);
  };
  EXPECT_EQ(outcome_of(after_a_larger_one), 0) << "the library does not need to be told any more";
  EXPECT_EQ(outcome_of([&] {
              give_large_blocks_back();
              return after_a_larger_one();
            }),
            1);
}

}  // namespace
}  // namespace runseal::base
