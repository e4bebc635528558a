// Holds a run folder against its seal, byte by byte, and never stops at the first difference.
#pragma once

#include <atomic>
#include <span>
#include <string>

#include "base/result.h"
#include "transfer/seal/hash_files.h"
#include "transfer/seal/seal.h"

namespace runseal::transfer {

// only: paths of files or folders; empty = everything. Signer's name and the time are the caller's to fill in.
// A growing file that was only appended to, and whatever happened to a late one short of its going missing, is `late`.
// Errors: cancelled, io (the folder itself cannot be read), usage (`only` names what the seal does not have).
[[nodiscard]] Result<model::RunVerification> verify_run(int folder, const CheckedSeal& seal,
                                                        std::span<const std::string> only,
                                                        const HashOptions& options);

}  // namespace runseal::transfer
