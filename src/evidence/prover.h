// Proofs out of a stored log, all under one checkpoint. One thread at a time; somebody may append meanwhile.
#pragma once

#include "evidence/folder.h"

namespace runseal::evidence {

struct EntryProof {
  std::uint64_t index = 0;
  Bytes entry;  // its hash is the leaf
  std::vector<Digest> path;
};

// What was read is kept, so that many neighbouring entries cost little more than one. `files` must outlive it.
class Prover {
 public:
  Prover(base::Files& files, base::Path folder, Checkpoint checkpoint);

  // Compared with the checkpoint's root before it is handed out. Errors: not_found, corrupt, io.
  [[nodiscard]] Result<EntryProof> prove(std::uint64_t index);
  // From an older checkpoint of this log to this one. Errors: corrupt when it is none of its past states, io.
  [[nodiscard]] Result<std::vector<Digest>> consistency_from(const Checkpoint& older);

  [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }

 private:
  [[nodiscard]] Result<ByteView> entry_at(std::uint64_t index);

  base::Files& files_;
  base::Path folder_;
  Checkpoint checkpoint_;
  StoredHashes hashes_;
  std::optional<TileFile> bundle_;  // the one read last
};

// As C2SP tlog-proof v1.
[[nodiscard]] std::string format_proof(const EntryProof& proof, const Checkpoint& checkpoint);

}  // namespace runseal::evidence
