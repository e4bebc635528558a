// Saved output is a statement, not a measurement: it may make a grade worse, never better than what was measured.
#pragma once

#include "model/audit.h"

namespace runseal::audit {

inline constexpr const char* saved_method = "saved output";
inline constexpr const char* saved_files_id = "saved.files";  // fact: which files, who saved them, when
inline constexpr const char* saved_finding_id = "saved.not-measured";

// For an observation whose method is saved_method, after its protocol's rules. docs/manual/collect.md says how the
// grade comes about.
void judge_saved(model::Assessment& into, const model::Observation& observation);

}  // namespace runseal::audit
