#pragma once

#include "console/route.h"
#include "service/sessions.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> session_routes();

// Who asked, for the list of sessions.
[[nodiscard]] service::From from_of(const Request& request);
// The cookies of somebody who comes in: the session's, and the one by which the browser is known again.
void add_cookies(Answer& answer, const service::SignedIn& made);
// "Set-Cookie" with a session's secret; empty: forget it.
[[nodiscard]] std::pair<std::string, std::string> cookie_of(const std::string& secret);

}  // namespace runseal::console
