// Holds a run folder against its seal, byte by byte, and never stops at the first difference.
#pragma once

#include <atomic>
#include <span>
#include <string>

#include "base/result.h"
#include "transfer/seal/hash_files.h"
#include "transfer/seal/seal.h"

namespace runseal::transfer {

// only: paths of files, links or folders (with all that is below); empty = everything. classify: the rules that the
// seal names; without them a file that came after the seal is never `late`. Signer's name and the time are the
// caller's to fill in. files_done: counted up as files are done. docs/formats/seal.md says what each state means.
// Errors: cancelled, io (the folder itself cannot be read), usage (`only` names what the seal does not have).
[[nodiscard]] Result<model::RunVerification> verify_run(int folder, const CheckedSeal& seal,
                                                        std::span<const std::string> only, const HashOptions& options,
                                                        const Classify& classify = {},
                                                        std::atomic<std::uint64_t>* files_done = nullptr);

// What verify_run will read at most, for showing progress.
struct ToRead {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};
[[nodiscard]] ToRead to_read(const CheckedSeal& seal, std::span<const std::string> only);

}  // namespace runseal::transfer
