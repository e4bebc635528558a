// Small files at the top of a run folder, which was written by somebody else.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace runseal::runs {

struct FileOfRun {
  std::string name;  // as it is on the disk
  Bytes content;
};

// The first of `names` that is there; where none is, one that differs only in case. Links are not followed.
// Errors: not_found (no such file; or no such folder), denied (a link, no permission), limit, invalid (not a regular
// file), io.
[[nodiscard]] Result<FileOfRun> read_file_of_run(const base::Path& run_folder, const std::vector<std::string>& names,
                                                 std::size_t max_bytes);

}  // namespace runseal::runs
