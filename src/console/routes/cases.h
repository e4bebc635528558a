#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> cases_routes();

}  // namespace runseal::console
