#include "support/ports.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include <fmt/format.h>

#include "base/tcp.h"

namespace runseal::test {
namespace {

// True for one process of this network namespace alone, until it ends: a name without a file, bound and kept (unix(7)).
bool is_ours(std::uint16_t port) {
  const int kept = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto name = fmt::format("runseal-test-port-{}", port);
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (::bind(kept, reinterpret_cast<const sockaddr*>(&address), size) == 0) return true;
  ::close(kept);
  return false;
}

}  // namespace

std::uint16_t free_port() {
  constexpr int lowest = 20'000;
  constexpr int count = 12'000;
  static int next = static_cast<int>(::getpid() * 7L % count);
  for (int tries = 0; tries < count; ++tries) {
    const auto port = static_cast<std::uint16_t>(lowest + next);
    next = (next + 1) % count;
    if (is_ours(port) && base::tcp_listen({"127.0.0.1", port})) return port;
  }
  return 0;
}

}  // namespace runseal::test
