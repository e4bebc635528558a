// TCP sockets for the data plane. They do not block; base/tls.h waits on them, every wait bounded.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/fd.h"
#include "base/result.h"

namespace runseal::base {

struct HostPort {
  std::string host;  // a name or an address, IPv6 without brackets
  std::uint16_t port = 0;

  [[nodiscard]] std::string text() const;  // "nas01:7433", "[::1]:7433"
};
// "nas01", "nas01:7433", "[::1]:7433", ":7433" (every address, for listening). Errors: usage.
[[nodiscard]] Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port);

// Tries each address of the host. Errors: unavailable, timeout.
[[nodiscard]] Result<Fd> tcp_connect(const HostPort& to, std::chrono::milliseconds limit);

// Port 0: the system chooses; tcp_port() tells. Errors: unavailable (in use, not an address of this machine).
[[nodiscard]] Result<Fd> tcp_listen(const HostPort& at);
[[nodiscard]] std::uint16_t tcp_port(const Fd& listener);

// The next connection, or an empty Fd when none came within `limit`. `from`: the peer's address, for people.
[[nodiscard]] Result<Fd> tcp_accept(const Fd& listener, std::chrono::milliseconds limit, std::string& from);

}  // namespace runseal::base
