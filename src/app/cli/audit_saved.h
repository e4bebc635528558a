// The options of `runseal audit` that judge output which was saved on another machine.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "audit/saved/observe_saved.h"

namespace runseal::app {

struct SavedOptions {
  std::vector<std::string> files;
  std::string kind;
  std::vector<std::string> connections;
  std::string by;
  std::string at;
};

void add_saved_options(CLI::App& command, SavedOptions& options);

// Errors: usage (who saved it is not said), and those of reading.
[[nodiscard]] Result<std::vector<audit::SavedOutput>> read_saved(const SavedOptions& options);

}  // namespace runseal::app
