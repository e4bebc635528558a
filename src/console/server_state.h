// What all connections of a server share. Only the server's one thread touches it, except where said.
#pragma once

#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "console/server.h"
#include "console/statistics.h"
#include "console/visitors.h"

namespace runseal::console {

class Connection;

struct ServerState {
  ServerState(Console& the_console, const std::vector<Route>& the_routes, const std::map<std::string, WebFile>& files,
              ServerSettings the_settings)
      : console(the_console),
        routes(the_routes),
        page(files),
        settings(std::move(the_settings)),
        visitors(settings.limits),
        workers(settings.limits.workers),
        door_workers(settings.limits.door_workers) {}

  Console& console;
  const std::vector<Route>& routes;
  Page page;
  ServerSettings settings;
  Statistics own_statistics;
  Statistics& statistics{console.statistics != nullptr ? *console.statistics : own_statistics};
  Visitors visitors;
  std::shared_ptr<boost::asio::ssl::context> tls;  // the newest; each connection keeps its own
  std::set<Connection*> open;
  std::size_t waiting = 0;     // requests that a worker has, or will take
  std::size_t body_bytes = 0;  // what bodies on their way in may take
  bool stopping = false;
  // whoever wakes a stream may do so when the server is gone
  std::shared_ptr<boost::asio::io_context> kept_io = std::make_shared<boost::asio::io_context>(1);
  boost::asio::io_context& io{*kept_io};
  boost::asio::thread_pool workers;       // handlers run here; they may wait
  boost::asio::thread_pool door_workers;  // those of signing in: a flood of them must not hold up who is signed in
};

}  // namespace runseal::console
