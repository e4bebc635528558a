// Who speaks to whom: the five values that make a flow, with the server told apart from the client.
#pragma once

#include "capture/datagram.h"

namespace runseal::capture {

enum class Side : std::uint8_t { client, server };
[[nodiscard]] constexpr Side other(Side side) { return side == Side::client ? Side::server : Side::client; }
[[nodiscard]] constexpr std::size_t index(Side side) { return static_cast<std::size_t>(side); }

struct FlowKey {
  Address client;
  Address server;
  std::uint16_t client_port = 0;
  std::uint16_t server_port = 0;
  std::uint8_t transport = 0;  // 6 TCP, 17 UDP; others have no ports

  auto operator<=>(const FlowKey&) const = default;
};

}  // namespace runseal::capture
