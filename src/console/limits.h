// How much a visitor may take of the console: what is past a limit is refused, and whoever is too slow is let go.
#pragma once

#include <chrono>
#include <cstddef>

namespace runseal::console {

struct Limits {
  std::size_t connections = 1024;
  std::size_t connections_per_address = 512;
  std::size_t header_bytes = 16U << 10U;
  std::size_t header_fields = 100;
  std::size_t strangers_body = 64U << 10U;   // of a route that anyone may call, whatever its row says
  std::size_t bodies_at_once = 256U << 20U;  // bytes that all bodies on their way in may take together
  std::size_t waiting = 256;                 // requests for a worker
  std::size_t workers = 16;                  // handlers at once
  std::size_t door_workers = 4;              // of them, those that change something for who is not signed in
  std::chrono::seconds handshake{10};
  std::chrono::seconds header{10};     // from its first byte
  std::chrono::seconds idle{60};       // between requests
  std::chrono::seconds body{10};       // besides what its bytes are given:
  std::size_t body_rate = 16U << 10U;  // bytes a second, at the least
  std::chrono::seconds write{20};      // for 64 KiB
  std::chrono::seconds farewell{2};
  std::chrono::seconds stop{10};  // for requests in flight, when the service stops
};

}  // namespace runseal::console
