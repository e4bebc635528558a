// Measuring as a job of the service: {"names": [devices or addresses]} or {"all": true}; also {"time_limit_s"} for one
// connection and {"policy"}, the text of a policy file to judge under instead of the site's.
#pragma once

#include "service/jobs.h"
#include "service/measure.h"

namespace runseal::service {

// Nobody holds the data directory while endpoints are asked; what was found is recorded some at a time. A job that is
// cancelled while it asks records nothing. Its result counts what was found and lists the first connections.
[[nodiscard]] JobKind audit_job();

// So many connections a job lists in its result: more are measured, and found among the connections.
inline constexpr std::size_t most_listed = 500;

// Those of the request's policy, else those in force. Errors: as audit::load_policy.
[[nodiscard]] Result<Rules> rules_asked(Workspace& workspace, const Json& request);

// What such a job measured and listed, as it was told then. Errors: not_found (no job of that kind that is done).
[[nodiscard]] Result<std::vector<Measured>> measured_by(Workspace& workspace, const model::Job& job, std::size_t offset,
                                                        std::size_t limit);

}  // namespace runseal::service
