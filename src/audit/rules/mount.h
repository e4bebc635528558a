// How a mount of this machine is judged: mount_facts.h reads the facts, mount_axes.h grades, mount_findings.h finds.
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet mount_rule_set();

}  // namespace runseal::audit
