// What an observation means: three grades, findings worst first, and for the worst of them what to change.
// Pure: the same observation and devices always give the same assessment. docs/manual/rules.md explains each rule.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// `devices` are all those known to exchange files with the endpoint: the most limited of them decides what a remedy may
// ask of the server. An observation that is not complete, or lacks a fact, gives unknown, never a default.
[[nodiscard]] model::Assessment judge(const model::Observation& observation, const std::vector<model::Device>& devices);

// Every finding id that judge() and a policy can give, sorted.
[[nodiscard]] std::vector<std::string> finding_ids();

}  // namespace runseal::audit
