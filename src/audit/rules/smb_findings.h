// The findings about an SMB endpoint: one rule each, in one table.
#pragma once

#include "audit/rules/rule_set.h"
#include "audit/rules/smb_facts.h"
#include "model/audit.h"

namespace runseal::audit {

using SmbRule = Rule<SmbFacts>;

// For a complete observation; each finding at most once.
[[nodiscard]] const std::vector<SmbRule>& smb_rules();
// Those of them about what the measurement did not reach.
[[nodiscard]] std::vector<SmbRule> smb_scope_rules();

}  // namespace runseal::audit
