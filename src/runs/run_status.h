// RunCompletionStatus.xml: how the run ended, in the instrument's own word. Not every family writes it, and some write
// it only after the wash.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace runseal::runs {

struct RunStatus {
  std::string word;        // <CompletionStatus>, <RunStatus>: "CompletedAsPlanned"; empty: could not be read
  std::string message;     // <ErrorDescription>, where there is one
  std::string unreadable;  // why it could not be read; empty: it could
};

// At most 4 MiB. Errors: invalid, limit.
[[nodiscard]] Result<RunStatus> parse_run_status(ByteView content,
                                                 const std::string& where = "RunCompletionStatus.xml");

// Nothing: there is no such file.
[[nodiscard]] std::optional<RunStatus> read_run_status(const base::Path& run_folder);

}  // namespace runseal::runs
