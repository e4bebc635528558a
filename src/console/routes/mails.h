#pragma once

#include "console/route.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> mails_routes();

}  // namespace runseal::console
