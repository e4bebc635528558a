// /healthz, /readyz, /metrics: for whoever watches over the service.
#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> health_routes();

}  // namespace runseal::console
