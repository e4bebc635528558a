// Measuring again and again, round after round: for a process that ends only when it is told to.
#pragma once

#include <chrono>
#include <functional>

#include "service/measure.h"

namespace runseal::service {

struct Round {
  Instant at{};                            // when it began
  Result<std::vector<Measured>> measured;  // or why nothing was
  Instant next{};                          // when the next is due
};

// Time and the data directory come from outside; tests bring their own.
struct Watch {
  std::chrono::milliseconds interval{};
  // For writing. Called anew for each round: between two of them other commands may write.
  std::function<Result<Workspace>()> open;
  std::function<Result<std::vector<Measured>>(Workspace&)> measure;
  std::function<void(const Round&)> tell;
  std::function<bool(std::chrono::milliseconds)> pause;  // false: end
  const base::Clock* clock = &base::system_clock();
};

// Measures at once, then whenever `interval` has passed since the last round began, but a second after its end at the
// earliest: other commands write in between. A round that fails is told and tried again soon. Errors: those of the
// first round, as whoever starts a watch is there to read them; but another writer (conflict) is waited for. A round
// that was stopped (cancelled) ends the watch, and is no error.
Result<> watch(const Watch& watch);

}  // namespace runseal::service
