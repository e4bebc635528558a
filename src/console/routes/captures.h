#pragma once

#include "console/upload.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> captures_routes();
[[nodiscard]] std::vector<Uploading> captures_uploads();

}  // namespace runseal::console
