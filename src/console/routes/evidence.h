// /api/v1/evidence: the log listed and searched, its entries with proofs that a browser checks, a notice's bundle.
#pragma once

#include <vector>

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> evidence_routes();

}  // namespace runseal::console
