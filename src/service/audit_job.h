// Measuring as a job of the service: {"names": [devices or addresses]} or {"all": true}.
#pragma once

#include "service/jobs.h"

namespace runseal::service {

// Nobody holds the data directory while endpoints are asked; what was found is recorded some at a time. A job that is
// cancelled while it asks records nothing. Its result counts what was found and lists the first connections.
[[nodiscard]] JobKind audit_job();

}  // namespace runseal::service
