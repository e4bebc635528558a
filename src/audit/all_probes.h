#pragma once

#include <memory>
#include <vector>

#include "audit/probe.h"

namespace runseal::audit {

// Every protocol that `runseal audit` can measure. Adding one is a line in all_probes.cc, and one in
// rules/rule_sets.cc.
[[nodiscard]] std::vector<std::unique_ptr<Probe>> all_probes(const ProbeSettings& settings = {});

}  // namespace runseal::audit
