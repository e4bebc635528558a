#include "audit/rules/ldap.h"

#include "audit/rules/ldap_axes.h"
#include "audit/rules/ldap_findings.h"
#include "audit/rules/ldap_remedies.h"
#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_findings.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

std::vector<std::string> would_settle(const Assessment& assessment, const LdapFacts& facts, const TlsFacts& tls) {
  auto steps = facts.tls_offered() ? tls_would_settle(tls) : std::vector<std::string>();
  if (!facts.ldaps && !facts.plain_bind && !facts.naming_context_known)
    steps.emplace_back("name a naming context of the directory in the address: ldap://HOST/dc=example,dc=org");
  const bool any_unknown = assessment.integrity.grade == Protection::unknown ||
                           assessment.confidentiality.grade == Protection::unknown ||
                           assessment.peer_authenticity.grade == Protection::unknown;
  if (any_unknown && steps.empty()) steps.emplace_back("measure again; some questions were not answered");
  return steps;
}

void judge_ldap(Assessment& into, const Observation& observation) {
  const auto facts = ldap_facts(observation);
  const auto tls = tls_facts(observation);
  auto axes = ldap_axes(facts, tls_axes(tls));
  into.integrity = std::move(axes.integrity);
  into.confidentiality = std::move(axes.confidentiality);
  into.peer_authenticity = std::move(axes.peer_authenticity);
  add_findings(ldap_rules(), facts, into);
  if (facts.tls_offered()) add_findings(tls_rules(), tls, into);
  into.would_settle = would_settle(into, facts, tls);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  std::vector<model::Remedy> all;
  if (!assessment.secure()) all = ldap_server_remedies();
  for (auto& remedy : ldap_device_remedies(observation.endpoint, devices)) all.push_back(std::move(remedy));
  return all;
}

std::vector<std::string> ids() {
  auto all = ids_of(ldap_rules());
  for (auto& id : ids_of(tls_rules())) all.push_back(std::move(id));
  return all;
}

}  // namespace

RuleSet ldap_rule_set() { return {"ldap", judge_ldap, remedies, ids}; }

}  // namespace runseal::audit
