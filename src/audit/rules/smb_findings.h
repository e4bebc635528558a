// The findings about an SMB endpoint: one rule each, in one table.
#pragma once

#include "audit/rules/smb_facts.h"
#include "model/audit.h"

namespace runseal::audit {

struct SmbRule {
  model::Finding finding;  // without remedies
  bool (*applies)(const SmbFacts&);
};

// For a complete observation; each finding at most once.
[[nodiscard]] const std::vector<SmbRule>& smb_rules();

}  // namespace runseal::audit
