// How a connection compares with the last time it was measured: when it is recorded, and when that is told again.
#pragma once

#include "service/measure.h"

namespace runseal::service {

using Earlier = std::optional<store::Kept<store::Measurement>>;

// `last_complete`: asked only where the last one could not ask everything and this one could.
Result<> compare_with(const store::Kept<store::Measurement>& last,
                      const std::function<Result<Earlier>()>& last_complete, const std::vector<model::Device>& devices,
                      const audit::Policy& policy, Date today, Measured& one);

// A measurement that was recorded, as it was told then: held against the one before it, under `policy`.
// Errors: not_found.
Result<Measured> measured_again(Workspace& workspace, const std::string& observation, const audit::Policy& policy);

// As `runseal audit --json` tells it, and read from there again.
[[nodiscard]] Json as_json(const Measured& one);
[[nodiscard]] Result<Measured> measured_from(const Json& document);

}  // namespace runseal::service
