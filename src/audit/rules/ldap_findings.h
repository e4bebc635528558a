// The findings about an LDAP endpoint: one rule each, in one table. Those about its TLS stand in tls_findings.h.
#pragma once

#include "audit/rules/ldap_facts.h"
#include "audit/rules/rule_set.h"

namespace runseal::audit {

// For a complete observation; each finding at most once.
[[nodiscard]] const std::vector<Rule<LdapFacts>>& ldap_rules();

}  // namespace runseal::audit
