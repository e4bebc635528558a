// Asks endpoints what they would accept: one observation each, whatever the far end does.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "audit/probe.h"
#include "audit/session.h"
#include "base/endpoint.h"
#include "base/time.h"
#include "model/audit.h"

namespace runseal::audit {

struct Question {
  base::Endpoint endpoint;
  std::optional<Credentials> credentials;
};

struct Options {
  // For one endpoint, all questions together, without the time in which others had their turn. After a host was silent,
  // a fifth of it for those of its endpoints that had not been begun.
  std::chrono::milliseconds time_limit{10'000};
  int parallel = 64;  // what that bounds: run_jobs() in engine.h
  int per_host = 4;
  const base::Clock* clock = &base::system_clock();
  LookUp look_up = system_look_up;
  std::function<void(const model::Observation&)> on_done;  // on the caller's thread, in the order they end
  const std::atomic<bool>* stop = nullptr;                 // set: what is left ends as "cancelled"
};

// In the order asked. Never throws. Blocks; safe to call from several threads at once.
// An endpoint that no probe answers for gives complete = false with the reason.
[[nodiscard]] std::vector<model::Observation> observe(const std::vector<std::unique_ptr<Probe>>& probes,
                                                      const std::vector<Question>& questions, const Options& options);

}  // namespace runseal::audit
