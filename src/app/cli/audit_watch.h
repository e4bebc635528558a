// runseal audit --watch: what it takes and what it says, a line at a time.
#pragma once

#include "app/context.h"
#include "service/watch.h"

namespace runseal::app {

// "24h", "90m": from a second to thirty days. Errors: usage.
[[nodiscard]] Result<std::chrono::milliseconds> watch_interval(const std::string& text);

// Until Ctrl-C or SIGTERM.
[[nodiscard]] Result<int> watch(const Context& context, std::chrono::milliseconds interval,
                                std::function<Result<std::vector<service::Measured>>(service::Workspace&)> measure);

}  // namespace runseal::app
