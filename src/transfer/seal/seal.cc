#include "transfer/seal/seal.h"

#include "base/hash.h"
#include "base/sshsig.h"
#include "base/time.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

constexpr std::string_view seal_format = "runseal seal 1";
constexpr std::size_t max_seal = 64U << 10U;

// Signature, form, and what the form itself promises; the lists come after.
Result<CheckedSeal> check_signed(const SealFiles& files) {
  if (files.seal.size() > max_seal) return fail(ErrorCode::limit, "larger than 64 KiB", "seal.json");
  if (files.signature.empty()) return fail(ErrorCode::denied, "it is not signed", "seal.json.sig");
  auto signer = base::sshsig_verify(files.signature, sshsig_namespace, base::as_bytes(files.seal));
  if (!signer) return fail(ErrorCode::denied, signer.error().what, "seal.json.sig");
  RUNSEAL_TRY(const auto json, base::parse_json(files.seal, max_seal));
  RUNSEAL_TRY(auto seal, base::from_json<model::Seal>(json, "seal.json"));
  if (seal.format != seal_format)
    return fail(ErrorCode::invalid, "a seal in a form that this version does not know", "seal.json",
                "check it with the version of runseal that made it, or a newer one");
  RUNSEAL_TRY(const auto canonical, base::canonical_json(seal));
  if (canonical != files.seal)
    return fail(ErrorCode::invalid, "not in canonical form, or with members that a seal does not have", "seal.json");
  if (seal.signer != base::ssh_public_key(*signer))
    return fail(ErrorCode::denied, "it names another signer than the one who signed it", "seal.json");
  return CheckedSeal{std::move(seal), base::sha256_hex(base::as_bytes(files.seal)), *signer, {}};
}

Result<> check_times(const model::Seal& seal) {
  RUNSEAL_TRY(const auto from, base::parse_instant(seal.hashed_from));
  RUNSEAL_TRY(const auto to, base::parse_instant(seal.hashed_to));
  if (to < from) return fail(ErrorCode::invalid, "the hashing ended before it began", "seal.json");
  return {};
}

struct Counts {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};
Counts counts_of(const std::vector<Entry>& entries) {
  Counts counts;
  for (const auto& entry : entries) {
    if (entry.kind != EntryKind::file) continue;
    ++counts.files;
    counts.bytes += entry.size;
  }
  return counts;
}

}  // namespace

Result<SealFiles> make_seal(model::Seal seal, const std::vector<Entry>& entries, const base::PrivateKey& key) {
  SealFiles files;
  files.manifest = manifest_text(entries);
  files.tree = tree_text(entries);
  // what could not be read back must not be signed: unsorted entries, a path that may not be used, over the bounds
  RUNSEAL_CHECK(parse_lists(files.manifest, files.tree));
  const auto counts = counts_of(entries);
  seal.format = seal_format;
  seal.manifest_sha256 = base::sha256_hex(base::as_bytes(files.manifest));
  seal.tree_sha256 = base::sha256_hex(base::as_bytes(files.tree));
  seal.files = counts.files;
  seal.bytes = counts.bytes;
  seal.entries = entries.size();
  seal.signer = base::ssh_public_key(key.public_key());
  RUNSEAL_CHECK(check_times(seal));
  RUNSEAL_TRY(files.seal, base::canonical_json(seal));
  files.signature = base::sshsig_sign(key, sshsig_namespace, base::as_bytes(files.seal));
  return files;
}

Result<CheckedSeal> check_seal(const SealFiles& files) {
  RUNSEAL_TRY(auto checked, check_signed(files));
  RUNSEAL_CHECK(check_times(checked.seal));
  if (base::sha256_hex(base::as_bytes(files.manifest)) != checked.seal.manifest_sha256)
    return fail(ErrorCode::invalid, "not the list that was sealed: its digest is another", "manifest.sha256");
  if (base::sha256_hex(base::as_bytes(files.tree)) != checked.seal.tree_sha256)
    return fail(ErrorCode::invalid, "not the list that was sealed: its digest is another", "tree.tsv");
  RUNSEAL_TRY(checked.entries, parse_lists(files.manifest, files.tree));
  const auto counts = counts_of(checked.entries);
  if (counts.files != checked.seal.files || counts.bytes != checked.seal.bytes ||
      checked.entries.size() != checked.seal.entries)
    return fail(ErrorCode::invalid, "its counts are not those of its lists", "seal.json");
  return checked;
}

}  // namespace runseal::transfer
