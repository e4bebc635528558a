// A probe asking a hostile server, and how long it may take. No test is decided by how fast the machine is: what
// answers has far more time than it needs, and only what never does is waited for briefly.
#pragma once

#include <gtest/gtest.h>

#include "audit/audit.h"
#include "fault/loopback_server.h"

namespace runseal::test {

constexpr std::chrono::milliseconds time_to_answer{10'000};
constexpr std::chrono::milliseconds time_for_the_silent{600};
constexpr std::chrono::milliseconds far_beyond_the_limit{20'000};  // a bound on hanging, not a measurement

// The same question so many times at once. Credentials and a stop are the caller's.
inline std::vector<model::Observation> observe_times(std::unique_ptr<audit::Probe> probe,
                                                     const audit::Question& question, std::size_t times,
                                                     std::chrono::milliseconds time_limit = time_to_answer,
                                                     const std::atomic<bool>* stop = nullptr) {
  std::vector<std::unique_ptr<audit::Probe>> probes;
  probes.push_back(std::move(probe));
  audit::Options options;
  options.time_limit = time_limit;
  options.parallel = options.per_host = static_cast<int>(times);
  options.stop = stop;
  return audit::observe(probes, std::vector<audit::Question>(times, question), options);
}

inline void expect_an_end(const model::Observation& observation) {
  EXPECT_LT(std::chrono::milliseconds(observation.duration_ms), far_beyond_the_limit);
}

inline audit::Question question_to(const char* scheme, const LoopbackServer& server, const char* share = "runs") {
  return {{scheme, "127.0.0.1", server.port(), share}, std::nullopt};
}

}  // namespace runseal::test
