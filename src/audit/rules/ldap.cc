#include "audit/rules/ldap.h"

#include "audit/rules/ldap_axes.h"
#include "audit/rules/ldap_findings.h"
#include "audit/rules/ldap_remedies.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

std::vector<std::string> would_settle(const Assessment& assessment) {
  const bool any_unknown = assessment.integrity.grade == Protection::unknown ||
                           assessment.confidentiality.grade == Protection::unknown ||
                           assessment.peer_authenticity.grade == Protection::unknown;
  if (any_unknown) return {"measure again; some questions were not answered"};
  return {};
}

void judge_ldap(Assessment& into, const Observation& observation) {
  const auto facts = ldap_facts(observation);
  auto axes = ldap_axes(facts, alike(Protection::unknown, "It could not be measured what TLS is worth there."));
  into.integrity = std::move(axes.integrity);
  into.confidentiality = std::move(axes.confidentiality);
  into.peer_authenticity = std::move(axes.peer_authenticity);
  add_findings(ldap_rules(), facts, into);
  into.would_settle = would_settle(into);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  std::vector<model::Remedy> all;
  if (!assessment.secure()) all = ldap_server_remedies();
  for (auto& remedy : ldap_device_remedies(observation.endpoint, devices)) all.push_back(std::move(remedy));
  return all;
}

std::vector<std::string> ids() { return ids_of(ldap_rules()); }

}  // namespace

RuleSet ldap_rule_set() { return {"ldap", judge_ldap, remedies, ids}; }

}  // namespace runseal::audit
