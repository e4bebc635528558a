#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> connections_routes();

}  // namespace runseal::console
