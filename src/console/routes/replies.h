#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> replies_routes();

}  // namespace runseal::console
