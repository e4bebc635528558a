#pragma once

#include <memory>
#include <vector>

#include "audit/probe.h"

namespace runseal::app {

// Every protocol that `runseal audit` can measure. Adding one is a line in all_probes.cc.
[[nodiscard]] std::vector<std::unique_ptr<audit::Probe>> all_probes();

}  // namespace runseal::app
