// A seal: manifest, tree, seal.json and its signature, four files that standard tools check.
// docs/formats/seal.md; the signature is an SSHSIG in the namespace "runseal".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/keys.h"
#include "base/long_text.h"
#include "model/run.h"
#include "transfer/seal/manifest.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

inline constexpr std::string_view sshsig_namespace = "runseal";

// The bytes of the files, and what was read from them. receipt*: only after a transfer.
struct SealFiles {
  base::LongText manifest;  // manifest.sha256
  base::LongText tree;      // tree.tsv
  std::string seal;         // seal.json, canonical JSON
  std::string signature;    // seal.json.sig
  std::string receipt;      // receipt.json, may be empty
  std::string receipt_signature;
};

// Fills in the lists' digests and counts and the signer, and signs. The entries sorted by path.
[[nodiscard]] Result<SealFiles> make_seal(model::Seal seal, const EntryRefs& entries, const base::PrivateKey& key);

// A seal whose signature fits, with its lists read: they are what was signed.
struct ReadSeal {
  model::Seal seal;
  std::string sha256;  // of seal.json
  base::PublicKey signer;
};
// Signature first, then the digests of both lists, then the lists: `take` gets each entry, and what it was given counts
// only when all of it holds. Whether the signer is one to trust is the caller's question. Errors: denied (not signed,
// or the signature does not fit), invalid, limit, io, those of `take`.
[[nodiscard]] Result<ReadSeal> check_seal(const SealFiles& files, const TakeEntry& take);

struct CheckedSeal : ReadSeal {
  Entries entries;
};
[[nodiscard]] Result<CheckedSeal> check_seal(const SealFiles& files);

// `folder` holds the files (normally <run>/.runseal). write: durable; an earlier seal there is kept in
// previous-<its sha256>/ first; killed in between, it leaves a folder without a seal.json, never a mixture. The same
// seal again, such as with a receipt now, is written over itself. read: not_found when there is no seal.json; nothing
// that is not a regular file is opened. Errors also: limit, io, denied.
[[nodiscard]] Result<> write_seal(base::Files& files, const base::Path& folder, const SealFiles& seal);
[[nodiscard]] Result<SealFiles> read_seal(base::Files& files, const base::Path& folder);

// The same in `.runseal` of an open run folder, which may stand on a share that others write to: the folder is made
// when it is not there (write), and never reached through a link. `run` is the folder's name for errors.
[[nodiscard]] Result<> write_seal_in_run(base::Files& files, int folder, const base::Path& run, const SealFiles& seal);
[[nodiscard]] Result<SealFiles> read_seal_in_run(base::Files& files, int folder, const base::Path& run);

}  // namespace runseal::transfer
