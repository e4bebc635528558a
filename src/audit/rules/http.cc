#include "audit/rules/http.h"

#include "audit/rules/http_findings.h"
#include "audit/rules/http_remedies.h"
#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_findings.h"

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Axis;
using model::Observation;
using model::Protection;

bool asks_for_a_secret_in_clear(const HttpFacts& facts) {
  return facts.offers_in_clear("basic") || facts.offers_in_clear("digest");
}

// What is the same for all three: clear text, and a second way in that is.
Axis limited(Axis inside, const HttpFacts& facts) {
  if (!facts.tls) return {Protection::unknown, "It could not be measured whether it speaks TLS."};
  if (facts.in_clear() && facts.redirect == "https")
    return {Protection::absent,
            "The address is in clear and only leads to one with TLS; whoever is on the way can answer in its place."};
  if (facts.in_clear()) return {Protection::absent, "Everything goes in clear."};
  if (inside.grade != Protection::protected_ || !facts.has_twin) return inside;
  if (!facts.twin) return {Protection::unknown, "It could not be measured whether the host also serves in clear."};
  if (facts.twin == "serves") return {Protection::optional, "TLS protects it, but the same host also serves in clear."};
  return inside;
}

// The server proves itself by its certificate; a client, by a login.
Axis with_login(Axis axis, const HttpFacts& facts) {
  if (axis.grade != Protection::protected_) return axis;
  if (facts.without_login == "refused") return axis;
  if (facts.without_login == "served")
    return {Protection::optional, "The server proves who it is, but lets in anybody."};
  if (facts.without_login == "not-there")
    return {Protection::unknown,
            "The server proves who it is; whom it lets in was not seen, as nothing is at this path."};
  if (facts.without_login == "redirected")
    return {Protection::unknown, "The server proves who it is; whom it lets in was not seen, as it leads elsewhere."};
  return {Protection::unknown, "The server proves who it is; whom it lets in could not be measured."};
}

void judge_http(Assessment& into, const Observation& observation) {
  const auto facts = http_facts(observation);
  into.integrity = limited(tls_integrity(facts.inside), facts);
  into.confidentiality = limited(tls_confidentiality(facts.inside), facts);
  into.peer_authenticity = with_login(limited(tls_peer_authenticity(facts.inside), facts), facts);
  add_findings(http_rules(), facts, into);
  if (facts.tls == std::optional(true)) {
    add_findings(tls_rules(), facts.inside, into);
    into.would_settle = tls_would_settle(facts.inside);
  }
  if (asks_for_a_secret_in_clear(facts))
    into.would_settle.emplace_back("change the password: it may have been read already");
  if (facts.names_no_bucket)
    into.would_settle.emplace_back("name the bucket in the address (s3://host/bucket), then measure again");
  if (facts.without_login == "not-there")
    into.would_settle.emplace_back("name a path that is there, then measure again");
  if (facts.without_login == "redirected" && !facts.redirect_to.empty())
    into.would_settle.emplace_back("measure the address that it leads to: " + facts.redirect_to);
}

std::vector<model::Remedy> remedies(const Assessment& assessment, const Observation& observation,
                                    const std::vector<model::Device>& devices) {
  return http_remedies(assessment, http_facts(observation), observation.endpoint, devices);
}

std::vector<std::string> ids() {
  auto all = ids_of(http_rules());
  for (auto& id : ids_of(tls_rules())) all.push_back(std::move(id));
  return all;
}

}  // namespace

RuleSet http_rule_set() { return {"http", judge_http, remedies, ids}; }

RuleSet https_rule_set() { return {"https", judge_http, remedies, ids}; }

}  // namespace runseal::audit
