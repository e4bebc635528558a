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

[[nodiscard]] Result<Listener> listen_on_loopback();                     // on a port the system chooses; io
[[nodiscard]] Result<base::Fd> connect_to_loopback(std::uint16_t port);  // unavailable
[[nodiscard]] Result<std::uint16_t> free_port();                         // free a moment ago

}  // namespace runseal::demo
