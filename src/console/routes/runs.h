#pragma once

#include "console/route.h"

namespace runseal::console {

std::vector<Route> runs_routes();

}  // namespace runseal::console
