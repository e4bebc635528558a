#include "demo/loopback.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cerrno>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/files.h"
#include "base/random.h"

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

Result<Listener> listen_on_loopback(std::uint16_t port) {
  base::Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto address = loopback(port);
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
  constexpr std::uint32_t lowest = 20'000;
  constexpr std::uint32_t count = 12'000;
  const auto random = base::random_bytes(4);
  auto at = base::Reader(random).be32() % count;
  for (std::uint32_t tries = 0; tries < count; ++tries, at = (at + 1) % count)
    if (listen_on_loopback(static_cast<std::uint16_t>(lowest + at))) return static_cast<std::uint16_t>(lowest + at);
  return fail(ErrorCode::unavailable, "no port of 127.0.0.1 is free");
}

}  // namespace runseal::demo
