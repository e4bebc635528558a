#include "audit/rules/smb.h"

#include "audit/rules/remedies.h"
#include "audit/rules/smb_axes.h"
#include "audit/rules/smb_findings.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

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
}

void judge_smb(Assessment& into, const Observation& observation) {
  const auto facts = smb_facts(observation);
  into.integrity = smb_integrity(facts);
  into.confidentiality = smb_confidentiality(facts);
  into.peer_authenticity = smb_peer_authenticity(facts);
  for (auto* axis : {&into.integrity, &into.confidentiality, &into.peer_authenticity})
    limit_to_what_was_measured(*axis, facts);
  add_findings(smb_rules(), facts, into);
  into.would_settle = would_settle(into, facts);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  return assessment.secure() ? smb_device_remedies(observation.endpoint, devices)
                             : smb_remedies(observation.endpoint, devices);
}

std::vector<std::string> ids() { return ids_of(smb_rules()); }

}  // namespace

RuleSet smb_rule_set() { return {"smb", judge_smb, remedies, ids}; }

}  // namespace runseal::audit
