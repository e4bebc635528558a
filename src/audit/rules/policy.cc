#include "audit/rules/policy.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/clauses.h"
#include "audit/rules/harms.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Finding;
using model::Protection;
using model::Severity;

constexpr const char* acceptance_ended_id = "policy.acceptance-ended";

bool holds_for(const std::string& connection, const Assessment& assessment) {
  return connection.empty() || connection == assessment.endpoint;
}

struct DemandedAxis {
  const char* name;
  const char* finding;
  model::Axis Assessment::* axis;
  std::vector<model::Clause> (*clauses)();
  const std::vector<model::Harm>& harms;
};

const std::vector<DemandedAxis>& axes() {
  static const std::vector<DemandedAxis> all{
      {"integrity", "policy.integrity-not-protected", &Assessment::integrity, clauses::integrity, harms::changed},
      {"confidentiality", "policy.confidentiality-not-protected", &Assessment::confidentiality,
       clauses::confidentiality, harms::read},
      {"peer-authenticity", "policy.peer-authenticity-not-protected", &Assessment::peer_authenticity,
       clauses::authenticity, harms::all}};
  return all;
}

void raise(const Policy& policy, Assessment& to) {
  for (const auto& one : policy.raise)
    for (auto& finding : to.findings)
      if (finding.id == one.finding && holds_for(one.connection, to))
        finding.severity = std::max(finding.severity, one.severity);
}

void demand(const Policy& policy, Assessment& to) {
  for (const auto& axis : axes()) {
    const bool demanded = std::ranges::any_of(policy.demand, [&](const Policy::Demand& one) {
      return one.axis == axis.name && holds_for(one.connection, to);
    });
    const auto grade = (to.*axis.axis).grade;
    if (!demanded || grade == Protection::protected_) continue;
    to.findings.push_back({axis.finding,
                           Severity::high,
                           fmt::format("The site's policy demands {}, and it is not shown", axis.name),
                           fmt::format("The policy file requires that {} is protected here; it was measured as {}.",
                                       axis.name, base::name_of(grade)),
                           axis.harms,
                           axis.clauses(),
                           {},
                           {}});
  }
}

Finding ended(const Policy::Accept& one) {
  return {acceptance_ended_id,
          Severity::low,
          fmt::format("The acceptance of {} has ended", one.finding),
          fmt::format("{} had accepted it until {} (\"{}\"). It counts again: change the connection, or decide anew.",
                      one.acceptance.by, one.acceptance.until, one.acceptance.reason),
          {},
          {},
          {},
          {}};
}

// One that still holds is found before one that has ended.
void accept(const Policy& policy, Date on, Assessment& to) {
  std::vector<Finding> said;
  for (auto& finding : to.findings) {
    const Policy::Accept* last = nullptr;
    for (const auto& one : policy.accept)
      if (one.finding == finding.id && one.connection == to.endpoint && (!last || one.until > last->until)) last = &one;
    if (!last) continue;
    if (last->until >= on)
      finding.accepted = last->acceptance;
    else
      said.push_back(ended(*last));
  }
  std::ranges::move(said, std::back_inserter(to.findings));
}

// Remedies stand once, with the worst finding.
void sort_again(Assessment& assessment) {
  std::vector<model::Remedy> remedies;
  for (auto& finding : assessment.findings) std::ranges::move(finding.remedies, std::back_inserter(remedies));
  for (auto& finding : assessment.findings) finding.remedies.clear();
  std::ranges::stable_sort(assessment.findings, std::greater(), &Finding::severity);
  if (!assessment.findings.empty()) assessment.findings.front().remedies = std::move(remedies);
}

}  // namespace

void apply_policy(const Policy& policy, Date on, Assessment& to) {
  raise(policy, to);
  accept(policy, on, to);
  demand(policy, to);
  sort_again(to);
}

std::vector<std::string> policy_finding_ids() {
  std::vector<std::string> ids{acceptance_ended_id};
  for (const auto& axis : axes()) ids.emplace_back(axis.finding);
  return ids;
}

bool borne(const Assessment& assessment) {
  if (assessment.secure()) return false;
  for (const auto& axis : axes())
    if ((assessment.*axis.axis).grade == Protection::unknown) return false;
  return std::ranges::all_of(assessment.findings,
                             [](const Finding& finding) {
                               return finding.severity == Severity::info || finding.accepted.has_value();
                             }) &&
         std::ranges::any_of(assessment.findings, [](const Finding& finding) { return finding.accepted.has_value(); });
}

}  // namespace runseal::audit
