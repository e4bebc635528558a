// How an NFS endpoint is judged: nfs_facts.h reads the facts, nfs_axes.h grades, nfs_findings.h finds, nfs_remedies.h
// says what to change.
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet nfs_rule_set();

}  // namespace runseal::audit
