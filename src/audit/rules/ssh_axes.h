#pragma once

#include "audit/rules/ssh_facts.h"
#include "model/audit.h"

namespace runseal::audit {

[[nodiscard]] model::Axis ssh_integrity(const SshFacts& facts);
[[nodiscard]] model::Axis ssh_confidentiality(const SshFacts& facts);
[[nodiscard]] model::Axis ssh_peer_authenticity(const SshFacts& facts);

}  // namespace runseal::audit
