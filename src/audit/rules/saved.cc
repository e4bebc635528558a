#include "audit/rules/saved.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/facts.h"
#include "audit/rules/measured_before.h"

namespace runseal::audit {
namespace {

using model::Axis;
using model::Protection;

void limit(Axis& axis, const MeasuredBefore& before) {
  const auto day = before.at.substr(0, 10);
  if (before.grade == Protection::unknown) {
    if (axis.grade == Protection::protected_) axis.grade = Protection::optional;
    axis.reason = "As saved, not measured: " + axis.reason;
    return;
  }
  if (axis.grade == Protection::unknown) {
    axis.reason = fmt::format("Measured on {}; what was saved says nothing about it.", day);
  } else if (axis.grade < before.grade) {
    axis.reason = fmt::format("Measured better on {}, but as saved since: {}", day, axis.reason);
    return;
  } else if (axis.grade > before.grade) {
    axis.reason =
        fmt::format("Measured on {}. What was saved since promises more, which was not measured: {}", day, axis.reason);
  } else {
    axis.reason = fmt::format("Measured on {}, and what was saved agrees: {}", day, axis.reason);
  }
  axis.grade = before.grade;
}

}  // namespace

void judge_saved(model::Assessment& into, const model::Observation& observation) {
  if (observation.method != saved_method) return;
  const auto before = measured_before(observation, "integrity");
  if (!before.at.empty()) into.at = std::min(into.at, before.at);  // a statement does not make a measurement younger
  limit(into.integrity, before);
  limit(into.confidentiality, measured_before(observation, "confidentiality"));
  limit(into.peer_authenticity, measured_before(observation, "peer_authenticity"));
  into.findings.push_back(
      {saved_finding_id,
       model::Severity::info,
       "This comes from saved output, not from a measurement",
       "Somebody saved what a machine said of itself. That the settings are in effect, and that this "
       "is the machine, was not seen: saved output alone never makes a connection secure.",
       {},
       {},
       {},
       {saved_files_id}});
  into.would_settle.push_back(observation.protocol == "mount"
                                  ? "where runseal can run on that machine: runseal audit --mounts"
                                  : "measure the connection over the network: runseal audit " + observation.endpoint);
}

}  // namespace runseal::audit
