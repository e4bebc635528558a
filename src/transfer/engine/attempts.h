// The same thing tried until it works, is refused for good, or nothing has moved for too long.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "base/result.h"

namespace runseal::transfer {

struct Patience {
  std::chrono::milliseconds retry_for;  // since anything moved last
  const std::atomic<bool>* stop = nullptr;
  std::atomic<std::uint64_t>& connects;  // counted
  // How far it is. What is done a second time is no way forward: who is refused at the same place each time would go on
  // for ever.
  std::function<std::uint64_t()> moved;
  std::function<void(const Error&)> again;  // told why, once for each reason; may be empty

  [[nodiscard]] bool stopping() const { return stop != nullptr && *stop; }
};

[[nodiscard]] inline Error cancelled() {
  return {ErrorCode::cancelled, "stopped", {}, "run the same command again: it goes on where it stopped"};
}

// Of the connection, and so perhaps better another time.
[[nodiscard]] inline bool worth_another_try(const Error& error) {
  return error.code == ErrorCode::io || error.code == ErrorCode::timeout || error.code == ErrorCode::unavailable;
}

// `attempt(final)` returns a Result; it sets `final` where another attempt would hear the same.
template <class Attempt>
auto attempt_until(const Patience& patience, const Attempt& attempt) -> decltype(attempt(std::declval<bool&>())) {
  using Clock = std::chrono::steady_clock;
  using std::chrono::milliseconds;
  constexpr milliseconds first_pause{250};
  constexpr milliseconds longest_pause{10'000};
  constexpr milliseconds look_around{100};
  constexpr int long_tries = 3;
  std::string said;
  int in_vain = 0;
  auto give_up = Clock::now() + patience.retry_for;
  auto wait = first_pause;
  for (std::uint64_t furthest = 0;;) {
    ++patience.connects;
    bool final = false;
    const auto began = Clock::now();
    auto outcome = attempt(final);
    if (outcome || final) return outcome;
    if (patience.stopping()) return fail(cancelled());
    const auto& error = outcome.error();
    const auto now = patience.moved();
    const bool nobody_there = patience.connects == 1 && now == 0 && error.code == ErrorCode::unavailable;
    if (!worth_another_try(error) || nobody_there) return outcome;
    if (now > furthest) {
      furthest = now;
      give_up = Clock::now() + patience.retry_for;
      wait = first_pause;
      in_vain = 0;
      said.clear();
    }
    // cut after hours, before it was as far as another one, which is no reason to end at once
    const bool long_one = patience.retry_for.count() > 0 && error.code == ErrorCode::io &&
                          Clock::now() - began >= patience.retry_for && ++in_vain < long_tries;
    if (Clock::now() >= give_up && !long_one) return outcome;
    if (patience.again && error.what != said) patience.again(error);
    said = error.what;
    for (const auto until = Clock::now() + wait; Clock::now() < until && !patience.stopping();)
      std::this_thread::sleep_for(look_around);
    wait = std::min(wait * 2, longest_pause);
  }
}

}  // namespace runseal::transfer
