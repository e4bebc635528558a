// What the server counts, for /metrics: a few numbers, so a few lines of our own rather than a library for them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace runseal::console {

struct Statistics {
  static constexpr std::array<double, 9> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5};  // seconds

  std::atomic<std::uint64_t> answers[5] = {};                 // 1xx to 5xx
  std::atomic<std::uint64_t> within[bounds.size() + 1] = {};  // not cumulated; the last: slower than all bounds
  std::atomic<std::uint64_t> microseconds{0};                 // of all answers
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> turned_away{0};  // too many connections
  std::atomic<std::uint64_t> handshakes_failed{0};
  std::atomic<std::uint64_t> timed_out{0};   // too slow with a header or a body
  std::atomic<std::int64_t> connections{0};  // now
  std::atomic<std::int64_t> streams{0};      // now
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  void answered(int status, std::chrono::microseconds took) {
    ++answers[static_cast<std::size_t>(status / 100 - 1) % 5];
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t slot = 0;
    while (slot < bounds.size() && seconds > bounds[slot]) ++slot;
    ++within[slot];
    microseconds += static_cast<std::uint64_t>(took.count());
  }
};

}  // namespace runseal::console
