// The findings about a mount: one rule each, in two tables.
#pragma once

#include "audit/rules/mount_facts.h"
#include "audit/rules/rule_set.h"

namespace runseal::audit {

using MountRule = Rule<MountFacts>;

[[nodiscard]] const std::vector<MountRule>& mount_rules();
// Those of them about what is declared, and about what a look at the mount does not reach.
[[nodiscard]] std::vector<MountRule> mount_scope_rules();

}  // namespace runseal::audit
