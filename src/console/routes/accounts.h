#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> account_routes();

}  // namespace runseal::console
