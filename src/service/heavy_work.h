// Bounds how much memory-hard work (Argon2id: 64 MiB each) runs at once, and how many wait for it. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "base/result.h"

namespace runseal::service {

class HeavyWork {
 public:
  static constexpr std::size_t most_at_once = 2;
  static constexpr std::size_t most_waiting = 16;

  class Turn {  // ends with the object
   public:
    explicit Turn(HeavyWork& work) : work_(&work) {}
    Turn(Turn&& other) noexcept : work_(other.work_) { other.work_ = nullptr; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

   private:
    HeavyWork* work_;
  };
  // Waits for its turn. Errors: unavailable (too many wait already).
  Result<Turn> turn();

 private:
  std::mutex lock_;
  std::condition_variable freed_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace runseal::service
