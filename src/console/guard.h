// The one door of the API: which route is asked, who asks, and whether they may. Before any of the body is read.
#pragma once

#include <expected>

#include "console/route.h"

namespace runseal::console {

struct Admitted {
  const Route* route = nullptr;
  service::Caller caller;
};

// Puts what the path's braces stand for into the request. The answer of who is not let in: 400, 401, 403, 404, 405.
[[nodiscard]] std::expected<Admitted, Answer> admit(Console& console, const std::vector<Route>& routes,
                                                    Request& request);

inline constexpr const char* session_cookie = "__Host-runseal";

}  // namespace runseal::console
