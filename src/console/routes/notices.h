#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> notices_routes();

}  // namespace runseal::console
