// A thread that looks every so often, until it is stopped. `look` must not throw.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace runseal::service {

class LookOften {
 public:
  LookOften() = default;
  LookOften(const LookOften&) = delete;
  LookOften& operator=(const LookOften&) = delete;
  ~LookOften() { stop(); }

  // Once. The first look is at once, and `every` lies between the end of one and the next.
  void start(std::chrono::milliseconds every, std::function<void()> look) {
    thread_ = std::thread([this, every, look = std::move(look)] {
      std::unique_lock guard(lock_);
      while (!stopping_) {
        guard.unlock();
        look();
        guard.lock();
        changed_.wait_for(guard, every, [&] { return stopping_.load(); });
      }
    });
  }
  // Waits for a look that has begun, which may see by stopping() that it is to end soon.
  void stop() {
    {
      const std::lock_guard guard(lock_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] const std::atomic<bool>& stopping() const { return stopping_; }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace runseal::service
