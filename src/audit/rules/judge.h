// What an observation means: three grades, findings worst first, and for the worst of them what to change.
// Pure: the same observation and device always give the same assessment. docs/manual/rules.md explains each rule.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// `device` is what exchanges files with the endpoint, nullptr when it is not known: it decides what a remedy may ask
// for. An observation that is not complete, or lacks a fact, gives unknown, never a default.
[[nodiscard]] model::Assessment judge(const model::Observation& observation, const model::Device* device);

// Every finding id that judge() can give, sorted.
[[nodiscard]] std::vector<std::string> finding_ids();

}  // namespace runseal::audit
