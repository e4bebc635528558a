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
Result<ReadSeal> check_signed(const SealFiles& files) {
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
  return ReadSeal{std::move(seal), base::sha256_hex(base::as_bytes(files.seal)), *signer};
}

Result<> check_times(const model::Seal& seal) {
  RUNSEAL_TRY(const auto from, base::parse_instant(seal.hashed_from));
  RUNSEAL_TRY(const auto to, base::parse_instant(seal.hashed_to));
  if (to < from) return fail(ErrorCode::invalid, "the hashing ended before it began", "seal.json");
  return {};
}

Result<> check_digest(const base::LongText& list, const std::string& sealed, const char* name) {
  RUNSEAL_TRY(const auto digest, list.sha256());
  if (base::to_hex(digest) == sealed) return {};
  return fail(ErrorCode::invalid, "not the list that was sealed: its digest is another", name);
}

struct Counts {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t entries = 0;

  void add(const Entry& entry) {
    ++entries;
    if (entry.kind != EntryKind::file) return;
    ++files;
    bytes += entry.size;
  }
};

}  // namespace

Result<SealFiles> make_seal(model::Seal seal, const EntryRefs& entries, const base::PrivateKey& key) {
  SealFiles files;
  RUNSEAL_TRY(files.manifest, manifest_of(entries));
  RUNSEAL_TRY(files.tree, tree_of(entries));
  Counts counts;
  // what could not be read back must not be signed: unsorted entries, a path that may not be used, over the bounds
  RUNSEAL_CHECK(read_lists(files.manifest, files.tree, [&](const Entry& entry) -> Result<> {
    counts.add(entry);
    return {};
  }));
  RUNSEAL_TRY(const auto manifest_digest, files.manifest.sha256());
  RUNSEAL_TRY(const auto tree_digest, files.tree.sha256());
  seal.format = seal_format;
  seal.manifest_sha256 = base::to_hex(manifest_digest);
  seal.tree_sha256 = base::to_hex(tree_digest);
  seal.files = counts.files;
  seal.bytes = counts.bytes;
  seal.entries = counts.entries;
  seal.signer = base::ssh_public_key(key.public_key());
  RUNSEAL_CHECK(check_times(seal));
  RUNSEAL_TRY(files.seal, base::canonical_json(seal));
  files.signature = base::sshsig_sign(key, sshsig_namespace, base::as_bytes(files.seal));
  return files;
}

Result<ReadSeal> check_seal(const SealFiles& files, const TakeEntry& take) {
  RUNSEAL_TRY(auto checked, check_signed(files));
  RUNSEAL_CHECK(check_times(checked.seal));
  RUNSEAL_CHECK(check_digest(files.manifest, checked.seal.manifest_sha256, "manifest.sha256"));
  RUNSEAL_CHECK(check_digest(files.tree, checked.seal.tree_sha256, "tree.tsv"));
  Counts counts;
  RUNSEAL_CHECK(read_lists(files.manifest, files.tree, [&](Entry entry) {
    counts.add(entry);
    return take(std::move(entry));
  }));
  if (counts.files != checked.seal.files || counts.bytes != checked.seal.bytes ||
      counts.entries != checked.seal.entries)
    return fail(ErrorCode::invalid, "its counts are not those of its lists", "seal.json");
  return checked;
}

Result<CheckedSeal> check_seal(const SealFiles& files) {
  Entries entries;
  RUNSEAL_TRY(auto read, check_seal(files, [&](Entry entry) -> Result<> {
                add_to(entries, std::move(entry));
                return {};
              }));
  return CheckedSeal{std::move(read), std::move(entries)};
}

}  // namespace runseal::transfer
