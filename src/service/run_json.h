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

// Read again out of such documents, for a command that shows what a service did. Errors: invalid.
[[nodiscard]] Result<Sealed> sealed_from(const Json& document);
// Without the seal's files; `progress` gets what it tells of the way.
[[nodiscard]] Result<SentRun> sent_from(const Json& document, transfer::Progress& progress);
[[nodiscard]] Result<RunCheck> check_from(const Json& document);

}  // namespace runseal::service
