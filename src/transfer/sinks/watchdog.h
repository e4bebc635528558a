// Cuts a socket when something takes too long: libssh has waits without a limit of their own.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/fd.h"

namespace runseal::transfer {

class Watchdog {
 public:
  explicit Watchdog(int socket);  // keeps a descriptor of its own
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // While it lives, the socket has `limit` left; noticed a quarter of a second late at most.
  class Guard {
   public:
    Guard(Watchdog& dog, std::chrono::milliseconds limit);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    Watchdog& dog_;
  };

  void cut();
  [[nodiscard]] bool bit() const { return bit_; }  // a limit was over

 private:
  void watch();

  base::Fd socket_;
  std::atomic<std::int64_t> deadline_ = 0;  // steady clock, nanoseconds; 0: none
  std::atomic<bool> bit_ = false;
  bool stop_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace runseal::transfer
