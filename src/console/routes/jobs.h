#pragma once

#include "console/route.h"
#include "service/jobs.h"

namespace runseal::console {

std::vector<Route> jobs_routes();

// 202 and the job, on behalf of the caller.
[[nodiscard]] Result<Answer> start_job(Console& console, const std::string& kind, const Json& request,
                                       const service::Caller& caller, const std::string& why = {});

}  // namespace runseal::console
