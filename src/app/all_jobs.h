// The explicit list of what runs in the background of `runseal serve`.
#pragma once

#include <vector>

#include "service/jobs.h"

namespace runseal::app {

[[nodiscard]] std::vector<service::JobKind> all_jobs();

}  // namespace runseal::app
