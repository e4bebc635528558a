// /api/v1/settings: what runseal.toml says, and changing it while the service runs.
#pragma once

#include <vector>

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> settings_routes();

}  // namespace runseal::console
