// The evidence log read again, held against the checkpoints that the records remember: `runseal evidence verify`.
#pragma once

#include "service/jobs.h"

namespace runseal::service {

struct CheckedEvidence {
  evidence::Verification found;
  std::size_t known_checkpoints = 0;  // that it was held against
};

// May go on while somebody records. Errors: not_found, corrupt, denied, io (nothing was checked).
[[nodiscard]] Result<CheckedEvidence> check_evidence(Directory& directory);

// {}: {holds, entries, origin, size, root, known_checkpoints, problems: [{what, where}], problems_in_all}
[[nodiscard]] JobKind check_evidence_job();

}  // namespace runseal::service
