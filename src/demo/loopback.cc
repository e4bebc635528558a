#include "demo/loopback.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cerrno>

#include <fmt/format.h>

#include "base/files.h"

namespace runseal::demo {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

Result<Listener> listen_on_loopback() {
  base::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (!socket || ::bind(socket.get(), generic, size) != 0 || ::listen(socket.get(), 64) != 0 ||
      ::getsockname(socket.get(), generic, &size) != 0)
    return fail(base::system_error("cannot listen on 127.0.0.1", {}, errno));
  return Listener{std::move(socket), ntohs(address.sin_port)};
}

Result<base::Fd> connect_to_loopback(std::uint16_t port) {
  base::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(port);
  if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail(ErrorCode::unavailable, fmt::format("nothing answers on 127.0.0.1:{}", port));
  return socket;
}

Result<std::uint16_t> free_port() {
  RUNSEAL_TRY(const auto listener, listen_on_loopback());
  return listener.port;
}

}  // namespace runseal::demo
