#include "audit/rules/judge.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/captured.h"
#include "audit/rules/other_addresses.h"
#include "audit/rules/policy.h"
#include "audit/rules/rule_set.h"
#include "audit/rules/saved.h"
#include "audit/rules/tunnel.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Finding;
using model::Observation;
using model::Protection;
using model::Severity;

constexpr const char* unmeasured_id = "unmeasured";

Finding unmeasured(const std::string& protocol, const std::string& why) {
  return {protocol + "." + unmeasured_id,
          Severity::medium,
          "The connection could not be measured",
          "Nothing is known about this connection, which is not the same as safe: " + why + ".",
          {},
          {},
          {},
          {}};
}

std::string reason_of(const Observation& observation) {
  if (!observation.failure.empty()) return observation.failure;
  return observation.complete ? "nothing is known about the protocol \"" + observation.protocol + "\""
                              : "the questions that decide were not all answered";
}

Assessment not_measured(Assessment assessment, const Observation& observation) {
  const auto why = reason_of(observation);
  const model::Axis axis{Protection::unknown, "Not measured: " + why + "."};
  assessment.integrity = assessment.confidentiality = assessment.peer_authenticity = axis;
  assessment.findings = {unmeasured(observation.protocol, why)};
  if (observation.method != saved_method)
    assessment.would_settle = {
        "make sure that the address is right and the host is reachable from here, then measure again"};
  judge_saved(assessment, observation);
  return assessment;
}

const RuleSet* rules_for(const std::string& protocol) {
  for (const auto& set : rule_sets())
    if (set.protocol == protocol) return &set;
  return nullptr;
}

}  // namespace

Assessment judge(const Observation& observation, const std::vector<model::Device>& devices) {
  Assessment assessment;
  assessment.observation_id = observation.id;
  assessment.endpoint = observation.endpoint;
  assessment.at = observation.at;
  if (observation.method == captured_method) {
    judge_captured(assessment, observation);
    std::ranges::stable_sort(assessment.findings, std::ranges::greater(), &Finding::severity);
    return assessment;
  }
  const auto* rules = rules_for(observation.protocol);
  if (!observation.complete || !rules) return not_measured(std::move(assessment), observation);
  rules->judge(assessment, observation);
  judge_other_addresses(assessment, observation);
  judge_tunnel(assessment, observation, devices);
  judge_saved(assessment, observation);
  std::stable_sort(assessment.findings.begin(), assessment.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (!assessment.findings.empty())
    assessment.findings.front().remedies = rules->remedies(assessment, observation, devices);
  return assessment;
}

std::vector<std::string> finding_ids() {
  auto ids = policy_finding_ids();
  std::ranges::move(tunnel_finding_ids(), std::back_inserter(ids));
  std::ranges::move(captured_finding_ids(), std::back_inserter(ids));
  ids.emplace_back(saved_finding_id);
  for (const auto& set : rule_sets()) {
    auto of_one = set.finding_ids();
    of_one.push_back(fmt::format("{}.{}", set.protocol, unmeasured_id));
    of_one.push_back(fmt::format("{}.{}", set.protocol, other_addresses_id));
    ids.insert(ids.end(), of_one.begin(), of_one.end());
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());  // those of TLS belong to several protocols
  return ids;
}

}  // namespace runseal::audit
