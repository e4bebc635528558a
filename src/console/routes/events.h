#pragma once

#include "console/route.h"

namespace runseal::console {

std::vector<Route> events_routes();

}  // namespace runseal::console
