// Saved settings of NFS and SSH servers as the facts that their probes would measure.
#pragma once

#include "audit/saved/exports.h"
#include "audit/saved/smb_facts.h"

namespace runseal::audit {

[[nodiscard]] SavedFacts facts_of_exports(const std::vector<Export>& exports, const base::Endpoint& connection);
[[nodiscard]] SavedFacts facts_of_sshd(const std::map<std::string, std::string>& settings);

}  // namespace runseal::audit
