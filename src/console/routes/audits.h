#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> audits_routes();

}  // namespace runseal::console
