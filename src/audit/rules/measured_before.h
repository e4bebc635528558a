// Saved output and captures are held against what was measured by asking: it goes with them as a fact.
#pragma once

#include "model/audit.h"

namespace runseal::audit {

inline constexpr const char* measured_before_id = "measured-before";  // fact: the grades last measured by asking

struct MeasuredBefore {
  std::string at;  // empty: it never was
  model::Protection grade = model::Protection::unknown;
};
// `axis`: "integrity", "confidentiality", "peer_authenticity".
[[nodiscard]] MeasuredBefore measured_before(const model::Observation& observation, const char* axis);

// Whether an observation made in this way rests on the one before it.
[[nodiscard]] bool rests_on_measured(const model::Observation& observation);
// Gives `now` the grades that were last measured on its connection: of `before` itself, or those that it was given.
void remember_measured(model::Observation& now, const model::Observation& before, const model::Assessment& assessed);

}  // namespace runseal::audit
