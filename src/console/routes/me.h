#pragma once

#include "console/route.h"
#include "service/sessions.h"

namespace runseal::console {

[[nodiscard]] std::vector<Route> me_routes();

// Me, and the cookie of a session that begins.
[[nodiscard]] Result<Answer> welcome(Console& console, const service::SignedIn& made);
// Sessions as people see them, `current` being the one that asks.
[[nodiscard]] Result<std::vector<Json>> session_list(Console& console, const std::string& account,
                                                     const std::string& current);

}  // namespace runseal::console
