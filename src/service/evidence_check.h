// The evidence log read again, held against the checkpoints that the records remember: `runseal evidence verify`.
#pragma once

#include "service/jobs.h"

namespace runseal::service {

// May go on while somebody records. `held_against`, where given, gets how many earlier checkpoints that were.
// Errors: not_found, corrupt, denied, io (nothing was checked).
[[nodiscard]] Result<evidence::Verification> check_evidence(Directory& directory, std::size_t* held_against = nullptr);

// {}: {holds, entries, origin, size, root, known_checkpoints, problems: [{what, where}], problems_in_all}
[[nodiscard]] JobKind check_evidence_job();

}  // namespace runseal::service
