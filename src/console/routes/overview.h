#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> overview_routes();

}  // namespace runseal::console
