#pragma once

#include "console/route.h"

namespace runseal::console {

std::vector<Route> transfers_routes();

}  // namespace runseal::console
