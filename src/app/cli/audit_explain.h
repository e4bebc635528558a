#pragma once

#include "app/context.h"

namespace runseal::app {

// Names as `runseal audit` takes them; none and not `all`: every probe there is. login: credentials were given.
[[nodiscard]] Result<int> explain(const Context& context, const std::vector<std::string>& names, bool all, bool login);

}  // namespace runseal::app
