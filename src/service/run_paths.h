// A run folder as it was named, opened once.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/files.h"

namespace runseal::service {

struct RunFolder {
  base::Fd fd;
  base::Path path;          // absolute, without links
  std::string folder_name;  // its last part, as bytes
  std::string name;         // the same as it is shown and sealed
};

// Errors: not_found, denied, io; usage (not a folder that has a name).
[[nodiscard]] Result<RunFolder> open_run(const base::Path& run);

// Errors: usage with `what` and `next`, when `folder` is the run's or lies below it.
[[nodiscard]] Result<> check_outside(const base::Path& folder, const RunFolder& run, const char* what,
                                     const char* next);

}  // namespace runseal::service
