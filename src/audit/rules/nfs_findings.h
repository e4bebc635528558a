// The findings about an NFS endpoint: one rule each, in one table.
#pragma once

#include "audit/rules/nfs_facts.h"
#include "audit/rules/rule_set.h"

namespace runseal::audit {

using NfsRule = Rule<NfsFacts>;

// For a complete observation; each finding at most once.
[[nodiscard]] const std::vector<NfsRule>& nfs_rules();
// Those of them about what the measurement did not reach.
[[nodiscard]] std::vector<NfsRule> nfs_scope_rules();

}  // namespace runseal::audit
