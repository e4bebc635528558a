// How an SSH endpoint is judged: ssh_facts.h reads the facts, ssh_strength.h knows the algorithms, ssh_axes.h grades,
// ssh_findings.h finds, ssh_remedies.h says what to change. docs/manual/rules-ssh.md explains it.
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet ssh_rule_set();

}  // namespace runseal::audit
