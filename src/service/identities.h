// Who the files of a run were when this node hashed them: size, times and inode number, kept in the data directory
// (identities/<sha256 of seal.json>.tsv), never in the seal. Only for --trust-stat.
#pragma once

#include <optional>
#include <string>

#include "service/workspace.h"
#include "transfer/seal/seal.h"

namespace runseal::service {

// Files changed less than two seconds before the hashing began are left out: a change within the clock's tick after
// they were read would not show. `began` in nanoseconds since 1970.
Result<> keep_identities(Workspace& workspace, const std::string& seal_sha256, const transfer::Entries& entries,
                         std::int64_t began_ns);

// The digests of an earlier seal of this node, for files that are still who they were.
class TrustedDigests {
 public:
  TrustedDigests() = default;
  // Nothing to trust is no error: the identities may never have been kept. Errors: corrupt, io.
  [[nodiscard]] static Result<TrustedDigests> load(Workspace& workspace, const transfer::CheckedSeal& seal);
  // Asked in the order of the paths, as a run is scanned.
  [[nodiscard]] std::optional<base::Digest> digest_of(const transfer::Entry& entry);

 private:
  transfer::Entries known_;  // sorted by path
  std::size_t at_ = 0;       // those before it were passed
};

}  // namespace runseal::service
