// /api/v1/nodes: the nodes that this one has been paired with, and the lines that pair them.
#pragma once

#include <vector>

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> nodes_routes();

}  // namespace runseal::console
