#pragma once

#include "console/route.h"

namespace runseal::console {

std::vector<Route> schedules_routes();

}  // namespace runseal::console
