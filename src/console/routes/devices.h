#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> devices_routes();

}  // namespace runseal::console
