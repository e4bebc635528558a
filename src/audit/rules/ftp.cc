#include "audit/rules/ftp.h"

#include "audit/rules/ftp_axes.h"
#include "audit/rules/ftp_findings.h"
#include "audit/rules/ftp_remedies.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

std::vector<std::string> would_settle(const Assessment& assessment, const FtpFacts& facts) {
  std::vector<std::string> steps;
  if (facts.tls_offered() && facts.protected_data != "refused" && !facts.session_clear_data &&
      !facts.clear_data_shown_refused()) {
    if (!facts.login)
      steps.emplace_back("give credentials: only a login shows whether files must be encrypted");
    else if (facts.login != "accepted")
      steps.emplace_back("look at what the observation says about the login, then measure again");
  }
  const bool any_unknown = assessment.integrity.grade == Protection::unknown ||
                           assessment.confidentiality.grade == Protection::unknown ||
                           assessment.peer_authenticity.grade == Protection::unknown;
  if (any_unknown && steps.empty()) steps.emplace_back("measure again; some questions were not answered");
  return steps;
}

void judge_ftp(Assessment& into, const Observation& observation) {
  const auto facts = ftp_facts(observation);
  auto axes = ftp_axes(facts, alike(Protection::unknown, "It could not be measured what TLS is worth there."));
  into.integrity = std::move(axes.integrity);
  into.confidentiality = std::move(axes.confidentiality);
  into.peer_authenticity = std::move(axes.peer_authenticity);
  add_findings(ftp_rules(), facts, into);
  into.would_settle = would_settle(into, facts);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  std::vector<model::Remedy> all;
  if (!assessment.secure()) all = ftp_server_remedies();
  for (auto& remedy : ftp_device_remedies(observation.endpoint, devices)) all.push_back(std::move(remedy));
  return all;
}

std::vector<std::string> ids() { return ids_of(ftp_rules()); }

}  // namespace

RuleSet ftp_rule_set() { return {"ftp", judge_ftp, remedies, ids}; }

}  // namespace runseal::audit
