#include "audit/rules/ssh.h"

#include "audit/rules/ssh_axes.h"
#include "audit/rules/ssh_facts.h"
#include "audit/rules/ssh_findings.h"
#include "audit/rules/ssh_remedies.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

bool is_unknown(const model::Axis& axis) { return axis.grade == Protection::unknown; }

std::vector<std::string> would_settle(const Assessment& assessment, const SshFacts& facts) {
  std::vector<std::string> steps;
  const bool keys_seen = facts.all_keys_proved();
  if (assessment.peer_authenticity.grade != Protection::protected_ && keys_seen && facts.known_hosts != "same")
    steps.emplace_back(
        "compare the host key's fingerprint at the server, list the key in the known hosts (see the remedy for the "
        "device; audit.known_hosts names another file), then measure again");
  if (!facts.ssh1_only() && !keys_seen)
    steps.emplace_back("measure again when the server is less busy; not every host key was proved");
  const bool any_unknown = is_unknown(assessment.integrity) || is_unknown(assessment.confidentiality) ||
                           is_unknown(assessment.peer_authenticity);
  if (any_unknown && steps.empty()) steps.emplace_back("look up the algorithms that the findings name, at the server");
  return steps;
}

void judge_ssh(Assessment& into, const Observation& observation) {
  const auto facts = ssh_facts(observation);
  into.integrity = ssh_integrity(facts);
  into.confidentiality = ssh_confidentiality(facts);
  into.peer_authenticity = ssh_peer_authenticity(facts);
  add_findings(ssh_rules(), facts, into);
  into.would_settle = would_settle(into, facts);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  const auto facts = ssh_facts(observation);
  auto own = ssh_device_remedy(observation.endpoint, facts, devices);
  if (assessment.secure()) return {own};
  return {openssh_remedy(facts), own};
}

std::vector<std::string> ids() { return ids_of(ssh_rules()); }

}  // namespace

RuleSet ssh_rule_set() { return {"ssh", judge_ssh, remedies, ids}; }

}  // namespace runseal::audit
