#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> openid_routes();

}  // namespace runseal::console
