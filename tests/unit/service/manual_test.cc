// The manual is held against the program.
#include <gtest/gtest.h>

#include "base/config.h"
#include "support/temporary.h"

namespace runseal {
namespace {

TEST(Manual, ListsEveryConfigurationKeyWithItsDefaultAndMeaning) {
  const auto manual = test::read_file(test::source_file("docs/manual/configuration.md"));
  for (const auto& key : base::config_keys()) {
    const auto row = fmt::format("| `{}` | `{}` | {} |", key.name, key.fallback, key.meaning);
    EXPECT_NE(manual.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace runseal
