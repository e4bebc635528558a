// How an SMB endpoint is judged: smb_facts.h reads the facts, smb_axes.h grades, smb_findings.h finds.
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet smb_rule_set();

}  // namespace runseal::audit
