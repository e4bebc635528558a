// What a run was sealed as before it is sealed again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "service/run_paths.h"
#include "service/runs.h"
#include "service/workspace.h"
#include "transfer/seal/seal.h"

namespace runseal::service {

struct SealBefore {
  std::string sha256;                          // of the last seal; empty: none stands there, and none is known
  std::optional<transfer::SealFiles> files{};  // checked; what the run is to be held against
  std::optional<base::PublicKey> signer{};     // of `files` that stand in the run
};

// The seal that stands in the run, when it holds and is the last that is known, or was made since by a signer who is
// known. Else the copy of the last known one that was kept outside the run: nobody gets a fresh start by taking a seal
// away, or by spoiling it. What is not as it should be is added to `warnings`.
// Errors: denied, io, limit, of what stands there.
[[nodiscard]] Result<SealBefore> seal_before(Workspace& workspace, const SealRequest& request, const RunFolder& run,
                                             std::vector<std::string>& warnings);

// Where copies of seals are kept: as was asked for, else in the data directory.
[[nodiscard]] base::Path second_root(const Workspace& workspace, const SealRequest& request);
// The folder of one seal's copy there: the name of a folder has 255 bytes; the digest makes it unique.
[[nodiscard]] base::Path second_place(const base::Path& root, const std::string& run_folder, const std::string& sha256);

}  // namespace runseal::service
