#include "audit/rules/ldap_facts.h"

#include "audit/rules/facts.h"

namespace runseal::audit {

bool LdapFacts::offers_kerberos() const {
  return mechanisms && std::ranges::any_of(*mechanisms, [](const std::string& name) {
           return name == "GSSAPI" || name == "GSS-SPNEGO";
         });
}

LdapFacts ldap_facts(const model::Observation& observation) {
  const auto& o = observation;
  LdapFacts facts;
  facts.ldaps = o.endpoint.starts_with("ldaps://");
  facts.start_tls = one_of(o, "ldap.start-tls", {"accepted", "refused"});
  facts.plain_bind = one_of(o, "ldap.plain-bind", {"taken", "refused"});
  facts.clear_search = one_of(o, "ldap.clear-search", {"directory", "root-dse", "refused", "confidentiality-required"});
  facts.anonymous_read = one_of(o, "ldap.anonymous-read", {"open", "refused"});
  facts.mechanisms = fact<std::vector<std::string>>(o, "ldap.login-mechanisms");
  facts.active_directory = fact<bool>(o, "ldap.active-directory");
  facts.naming_context_known = o.facts.contains("ldap.naming-contexts");
  facts.plain_bind_answer = fact<std::string>(o, "ldap.plain-bind-answer").value_or("");
  return facts;
}

}  // namespace runseal::audit
