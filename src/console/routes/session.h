#pragma once

#include "console/route.h"
#include "service/sessions.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> session_routes();

// Who asked, for the list of sessions.
[[nodiscard]] service::From from_of(const Request& request);
// "Set-Cookie" with a session's secret; empty: forget it.
[[nodiscard]] std::pair<std::string, std::string> cookie_of(const std::string& secret);

}  // namespace runseal::console
