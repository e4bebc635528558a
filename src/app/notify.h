// Tells systemd how a service is: sd_notify(3), a datagram to the socket that NOTIFY_SOCKET names.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace runseal::app {

// "READY=1", "STOPPING=1", "WATCHDOG=1". Nothing happens where nobody listens.
void notify_systemd(const std::string& state);

// How often it wants to hear WATCHDOG=1 (half of WATCHDOG_USEC, for this process); nothing: not at all.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace runseal::app
