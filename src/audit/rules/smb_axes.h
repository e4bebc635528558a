// The three grades of an SMB endpoint. docs/manual/rules.md says why each is what it is.
#pragma once

#include "audit/rules/smb_facts.h"

namespace runseal::audit {

[[nodiscard]] model::Axis smb_integrity(const SmbFacts& facts);
[[nodiscard]] model::Axis smb_confidentiality(const SmbFacts& facts);
[[nodiscard]] model::Axis smb_peer_authenticity(const SmbFacts& facts);

}  // namespace runseal::audit
