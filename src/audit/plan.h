// From what was measured to what to do: pure, sends nothing.
#pragma once

#include <optional>
#include <vector>

#include "model/device.h"
#include "model/plan.h"

namespace runseal::audit {

// What is known of one connection.
struct Known {
  std::string endpoint;
  std::vector<model::Device> devices;
  std::optional<model::Observation> observation;  // the last one; nothing: never measured
  model::Assessment assessment;                   // of it, under the policy
  bool stale = false;                             // measured too long ago to count
};

// Worst first: by the severity of what nobody has accepted, then by the harms (wrong results before disclosed data),
// then by the number of devices. What was never measured stands with the findings of severity medium.
[[nodiscard]] std::vector<model::ConnectionPlan> plan(const std::vector<Known>& all);
// In that order, plans that were made one by one.
void rank(std::vector<model::ConnectionPlan>& plans);

}  // namespace runseal::audit
