#include "support/ports.h"

#include <unistd.h>

#include "base/tcp.h"

namespace runseal::test {

std::uint16_t free_port() {
  constexpr int lowest = 20'000;
  constexpr int count = 12'000;
  static int next = static_cast<int>(::getpid() * 7L % count);
  for (int tries = 0; tries < count; ++tries) {
    const auto port = static_cast<std::uint16_t>(lowest + next);
    next = (next + 1) % count;
    if (base::tcp_listen({"127.0.0.1", port})) return port;
  }
  return 0;
}

}  // namespace runseal::test
