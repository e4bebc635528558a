// Counters that threads count up, told a few times a second and once more at the end, by a thread of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace runseal::service {

class TellOften {
 public:
  explicit TellOften(std::function<void()> tell) : tell_(std::move(tell)) {
    thread_ = std::thread([this] {
      std::unique_lock guard(lock_);
      while (!ended_.wait_for(guard, std::chrono::milliseconds(200), [&] { return over_; })) tell_();
      tell_();
    });
  }
  TellOften(const TellOften&) = delete;
  TellOften& operator=(const TellOften&) = delete;
  ~TellOften() {
    {
      const std::lock_guard guard(lock_);
      over_ = true;
    }
    ended_.notify_all();
    thread_.join();
  }

 private:
  const std::function<void()> tell_;
  std::mutex lock_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace runseal::service
