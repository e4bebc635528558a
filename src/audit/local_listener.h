// Which program of this machine takes connections at one of its own ports: what a forwarded port leads to. From /proc.
#pragma once

#include <optional>
#include <string>

#include "base/files.h"

namespace runseal::audit {

// Its name, as /proc/PID/comm has it. Nothing: no program listens there, or this process may not know which.
[[nodiscard]] std::optional<std::string> listener_at(std::uint16_t port, const base::Path& root = "/");

}  // namespace runseal::audit
