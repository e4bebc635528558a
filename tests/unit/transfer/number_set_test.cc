#include "transfer/engine/number_set.h"

#include <gtest/gtest.h>

#include <random>
#include <unordered_set>

namespace runseal::transfer {
namespace {

TEST(NumberSet, KnowsWhatItWasGivenAsTheLibrarysDoes) {
  NumberSet set;
  std::unordered_set<std::size_t> oracle;
  std::mt19937_64 dice(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto number = i % 3 == 0 ? dice() % 1'000 : dice();  // zero too, and many twice
    ASSERT_EQ(set.insert(number), oracle.insert(number).second) << i;
  }
}

}  // namespace
}  // namespace runseal::transfer
