// The evidence log read again, held against the checkpoints that the records remember: `runseal evidence verify`.
#pragma once

#include "service/jobs.h"

namespace runseal::service {

// May go on while somebody records. Errors: not_found, corrupt, denied, io (nothing was checked).
[[nodiscard]] Result<evidence::Verification> check_evidence(Directory& directory);

// {}: {holds, entries, size, root, problems: [{what, where}], problems_in_all}
[[nodiscard]] JobKind check_evidence_job();

}  // namespace runseal::service
