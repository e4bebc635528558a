#include "transfer/sinks/watchdog.h"

#include <fcntl.h>
#include <sys/socket.h>

namespace runseal::transfer {
namespace {

constexpr std::chrono::milliseconds look_around{250};

std::int64_t now() { return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

}  // namespace

Watchdog::Watchdog(int socket) : socket_(::fcntl(socket, F_DUPFD_CLOEXEC, 0)), thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Watchdog::Guard::Guard(Watchdog& dog, std::chrono::milliseconds limit) : dog_(dog) {
  dog_.deadline_ = now() + limit / std::chrono::nanoseconds(1);
}

Watchdog::Guard::~Guard() { dog_.deadline_ = 0; }

// What the system has not sent yet is thrown away: minutes later it could still be written over what came after it.
void Watchdog::cut() {
  const linger now_or_never{1, 0};
  (void)::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &now_or_never, sizeof now_or_never);
  (void)::shutdown(socket_.get(), SHUT_RDWR);
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, look_around, [&] { return stop_; })) {
    const auto deadline = deadline_.load();
    if (deadline == 0 || now() < deadline) continue;
    bit_ = true;
    cut();
  }
}

}  // namespace runseal::transfer
