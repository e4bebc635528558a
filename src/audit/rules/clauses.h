// The clauses of public standards that a finding may cite: only these, each looked up and checked.
#pragma once

#include "model/audit.h"

namespace runseal::audit::clauses {

[[nodiscard]] std::vector<model::Clause> integrity();
[[nodiscard]] std::vector<model::Clause> confidentiality();
[[nodiscard]] std::vector<model::Clause> authenticity();
[[nodiscard]] model::Clause ms_smb2(const char* section, const char* title);

}  // namespace runseal::audit::clauses
