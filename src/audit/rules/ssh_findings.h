// The findings about an SSH endpoint: one rule each, in one table.
#pragma once

#include "audit/rules/rule_set.h"
#include "audit/rules/ssh_facts.h"

namespace runseal::audit {

using SshRule = Rule<SshFacts>;

// For a complete observation; each finding at most once.
[[nodiscard]] const std::vector<SshRule>& ssh_rules();
// Those of them about who is at the other end.
[[nodiscard]] std::vector<SshRule> ssh_peer_rules();

}  // namespace runseal::audit
