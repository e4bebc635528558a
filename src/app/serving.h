// The console as a service: everything that `runseal serve` runs, until it is told to stop.
#pragma once

#include "app/context.h"

namespace runseal::app {

struct ServeOptions {
  std::string listen;  // empty: as configured
  bool link = false;
  std::string receive;  // a folder; empty: no runs are received
  std::string receive_listen = ":7433";
  bool read_back = false;
};

// Until Ctrl-C or SIGTERM. Errors: usage, unavailable (the port is taken), and those of the data directory.
[[nodiscard]] Result<int> serve_console(const Context& context, const ServeOptions& options);

}  // namespace runseal::app
