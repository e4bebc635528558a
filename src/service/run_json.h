// What came of work on a run, as documents: of `--json`, and of jobs.
#pragma once

#include "service/runs.h"
#include "service/transfers.h"

namespace runseal::service {

[[nodiscard]] Json as_json(const Sealed& sealed);
[[nodiscard]] Json as_json(const SentRun& run, const transfer::Progress& progress);
// `not_recorded`: why there is no evidence of it.
[[nodiscard]] Json as_json(const RunCheck& check, const std::optional<std::uint64_t>& evidence,
                           const std::string& not_recorded);

}  // namespace runseal::service
