// Is every lane × cycle there? What RunInfo.xml promised, held against the files with base calls.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runs/watch.h"

namespace runseal::runs {

struct DataCheck {
  std::string not_checked;                       // why it could not be told; empty: it could
  std::uint64_t expected = 0;                    // lanes × cycles
  std::uint64_t incomplete = 0;                  // of them
  std::vector<std::string> incomplete_examples;  // at most 20, as "lane 2, cycle 222: 1 of 2 files"
};

// Empty files do not count as there. Time: files × templates, and a sort.
[[nodiscard]] DataCheck check_data(const Rules& rules, const RunInfo& info, const WatchedFiles& files);

}  // namespace runseal::runs
