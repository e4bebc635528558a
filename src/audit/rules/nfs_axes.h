// The three grades of an NFS endpoint. docs/manual/rules-nfs.md says why each is what it is.
#pragma once

#include "audit/rules/nfs_facts.h"

namespace runseal::audit {

[[nodiscard]] model::Axis nfs_integrity(const NfsFacts& facts);
[[nodiscard]] model::Axis nfs_confidentiality(const NfsFacts& facts);
[[nodiscard]] model::Axis nfs_peer_authenticity(const NfsFacts& facts);

}  // namespace runseal::audit
