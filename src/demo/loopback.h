// TCP on 127.0.0.1, blocking: the little that the demonstration needs.
#pragma once

#include <cstdint>

#include "base/fd.h"
#include "base/result.h"

namespace runseal::demo {

struct Listener {
  base::Fd socket;
  std::uint16_t port = 0;
};

[[nodiscard]] Result<Listener> listen_on_loopback(std::uint16_t port = 0);  // 0: the system chooses; io
[[nodiscard]] Result<base::Fd> connect_to_loopback(std::uint16_t port);     // unavailable
// Free a moment ago, and none that the system gives to connections: such a one could take it before a server does.
[[nodiscard]] Result<std::uint16_t> free_port();

}  // namespace runseal::demo
