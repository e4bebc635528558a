#include "audit/rules/judge.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/remedies.h"
#include "audit/rules/smb_axes.h"
#include "audit/rules/smb_findings.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Finding;
using model::Observation;
using model::Protection;
using model::Severity;

constexpr const char* unmeasured_id = "smb.unmeasured";

Finding unmeasured(const std::string& why) {
  return {unmeasured_id,
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
  assessment.findings = {unmeasured(why)};
  assessment.would_settle = {
      "make sure that the address is right and the host is reachable from here, then measure again"};
  return assessment;
}

std::vector<std::string> would_settle(const Assessment& assessment, const SmbFacts& facts) {
  std::vector<std::string> steps;
  if (!facts.session_unencrypted && facts.encryption_capable == std::optional(true) &&
      !facts.encryption_shown_required()) {
    if (!facts.login)
      steps.emplace_back(
          "give credentials for the share: only a login shows whether it refuses clients that do not encrypt");
    else if (facts.login == "accepted")
      steps.emplace_back("check that the share exists and that the user may open it, then measure again");
    else
      steps.emplace_back("check the user and the password that were given, then measure again");
  }
  if (!facts.share_without_login && facts.anonymous_session == "accepted")
    steps.emplace_back(
        "name the share in the address (smb://host/share), so that it can be seen whether it opens without a password");
  if (facts.share_dfs == std::optional(true))
    steps.emplace_back("measure the servers that the DFS namespace leads to, each by its own address");
  const bool any_unknown = assessment.integrity.grade == Protection::unknown ||
                           assessment.confidentiality.grade == Protection::unknown ||
                           assessment.peer_authenticity.grade == Protection::unknown;
  if (any_unknown && steps.empty()) steps.emplace_back("measure again; some questions were not answered");
  return steps;
}

// Protection shown on one server is none of another that files may come to. What is weak here is weak all the same.
void limit_to_what_was_measured(model::Axis& axis, const SmbFacts& facts) {
  if (axis.grade != Protection::protected_) return;
  if (facts.share_dfs == std::optional(true))
    axis = {Protection::unknown,
            "This server protects it, but the share is a DFS namespace: the servers that hold its folders were not "
            "measured."};
  else if (facts.dfs_capable == std::optional(true) && !facts.share_dfs && facts.login == "accepted")
    axis = {Protection::unknown,
            "This server protects it, but the login could not tell whether the share is a DFS namespace, whose folders "
            "lie on other servers."};
  else if (const auto others = facts.doubtful_addresses(); !others.empty())
    axis.reason += fmt::format(" Measured at {} alone, not at {}.", facts.address, base::join(others, ", "));
}

void judge_smb(Assessment& assessment, const Observation& observation, const std::vector<model::Device>& devices) {
  const auto facts = smb_facts(observation);
  assessment.integrity = smb_integrity(facts);
  assessment.confidentiality = smb_confidentiality(facts);
  assessment.peer_authenticity = smb_peer_authenticity(facts);
  for (auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
    limit_to_what_was_measured(*axis, facts);
  for (const auto& rule : smb_rules()) {
    if (!rule.applies(facts)) continue;
    auto& finding = assessment.findings.emplace_back(rule.finding);
    if (rule.names) finding.explanation = rule.names(facts) + " " + finding.explanation;
  }
  std::stable_sort(assessment.findings.begin(), assessment.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  assessment.would_settle = would_settle(assessment, facts);
  if (assessment.findings.empty()) return;
  // the server's remedies stand once, with the worst; a connection that is secure only has its own end left to look at
  auto& worst = assessment.findings.front();
  if (!assessment.secure())
    worst.remedies = smb_remedies(observation.endpoint, devices);
  else
    worst.remedies = smb_device_remedies(observation.endpoint, devices);
}

}  // namespace

Assessment judge(const Observation& observation, const std::vector<model::Device>& devices) {
  Assessment assessment;
  assessment.observation_id = observation.id;
  assessment.endpoint = observation.endpoint;
  assessment.at = observation.at;
  if (!observation.complete || observation.protocol != "smb") return not_measured(std::move(assessment), observation);
  judge_smb(assessment, observation, devices);
  return assessment;
}

std::vector<std::string> finding_ids() {
  std::vector<std::string> ids{unmeasured_id};
  for (const auto& rule : smb_rules()) ids.push_back(rule.finding.id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace runseal::audit
