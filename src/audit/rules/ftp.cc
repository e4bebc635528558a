#include "audit/rules/ftp.h"

#include "audit/rules/ftp_axes.h"
#include "audit/rules/ftp_findings.h"
#include "audit/rules/ftp_remedies.h"
#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_findings.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Observation;
using model::Protection;

std::vector<std::string> would_settle(const Assessment& assessment, const FtpFacts& facts, const TlsFacts& tls) {
  auto steps = facts.tls_offered() ? tls_would_settle(tls) : std::vector<std::string>();
  if (facts.tls_offered() && facts.protected_data != "refused" && facts.session_clear_data != "not-refused" &&
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
  const auto tls = tls_facts(observation);
  auto axes = ftp_axes(facts, tls_axes(tls));
  into.integrity = std::move(axes.integrity);
  into.confidentiality = std::move(axes.confidentiality);
  into.peer_authenticity = std::move(axes.peer_authenticity);
  add_findings(ftp_rules(), facts, into);
  if (facts.tls_offered()) add_findings(tls_rules(), tls, into);
  into.would_settle = would_settle(into, facts, tls);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  std::vector<model::Remedy> all;
  if (!assessment.secure()) all = ftp_server_remedies();
  for (auto& remedy : ftp_device_remedies(observation.endpoint, devices)) all.push_back(std::move(remedy));
  return all;
}

std::vector<std::string> ids() {
  auto all = ids_of(ftp_rules());
  for (auto& id : ids_of(tls_rules())) all.push_back(std::move(id));
  return all;
}

}  // namespace

RuleSet ftp_rule_set() { return {"ftp", judge_ftp, remedies, ids}; }

}  // namespace runseal::audit
