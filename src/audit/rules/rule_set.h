// How one protocol's observations are judged. Each protocol has one RuleSet; rule_sets() is the explicit list.
// All of it is pure: the same observation gives the same assessment.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

struct RuleSet {
  const char* protocol;  // of the observations that it judges, and the first part of its finding ids
  // For a complete observation of that protocol: sets the three axes, and adds findings (in any order, without
  // remedies) and would_settle. A fact that is missing or of the wrong kind makes the axis that rests on it unknown.
  void (*judge)(model::Assessment& into, const model::Observation& observation);
  // What to change at the server and at the devices' end: stands once, with the worst finding. An assessment that is
  // secure() gets only what is left to do at the devices' end.
  std::vector<model::Remedy> (*remedies)(const model::Assessment& assessment, const model::Observation& observation,
                                         const std::vector<model::Device>& devices);
  std::vector<std::string> (*finding_ids)();  // every id that judge() can give
};

[[nodiscard]] const std::vector<RuleSet>& rule_sets();

// A table of rules over a protocol's typed facts.
template <class Facts>
struct Rule {
  model::Finding finding;  // without remedies
  bool (*applies)(const Facts&);
  std::string (*names)(const Facts&) = nullptr;  // what of this server it is about, put before the explanation
};

template <class Facts>
void add_findings(const std::vector<Rule<Facts>>& rules, const Facts& facts, model::Assessment& into) {
  for (const auto& rule : rules) {
    if (!rule.applies(facts)) continue;
    auto& finding = into.findings.emplace_back(rule.finding);
    if (rule.names) finding.explanation = rule.names(facts) + " " + finding.explanation;
  }
}

template <class Facts>
std::vector<std::string> ids_of(const std::vector<Rule<Facts>>& rules) {
  std::vector<std::string> ids;
  for (const auto& rule : rules) ids.push_back(rule.finding.id);
  return ids;
}

}  // namespace runseal::audit
