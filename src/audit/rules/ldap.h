// How an LDAP endpoint is judged: ldap_facts.h reads the facts, ldap_axes.h grades, ldap_findings.h finds.
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet ldap_rule_set();

}  // namespace runseal::audit
