#include "transfer/seal/verify.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/far_memory.h"
#include "transfer/seal/compare.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using model::FileClass;
using model::FileState;
using model::FileVerdict;

FileVerdict altered_or_late(const Entry& sealed, std::string detail) {
  const bool late = sealed.file_class == FileClass::late;
  return {shown_path(sealed.path), late ? FileState::late : FileState::altered, std::move(detail)};
}

// The sealed bytes stand at the beginning of the file; what is left to say is about the rest.
FileVerdict same_beginning(const Entry& sealed, const Hashed& hashed) {
  const auto path = shown_path(sealed.path);
  const bool may_grow = sealed.file_class == FileClass::growing || sealed.file_class == FileClass::late;
  if (hashed.size > sealed.size)
    return {path, may_grow ? FileState::late : FileState::grown,
            fmt::format("the sealed {} bytes are unchanged, {} were appended", sealed.size, hashed.size - sealed.size)};
  if (hashed.size < sealed.size) return {path, FileState::truncated, "it was cut while it was read"};
  if (hashed.changed && !may_grow)
    return {path, FileState::unreadable, "it was being written while it was read; check it again"};
  return {path, FileState::intact, {}};
}

FileVerdict judge(const Entry& sealed, bool mode_changed, const Result<Hashed>& hashed) {
  const auto path = shown_path(sealed.path);
  if (!hashed && hashed.error().code == ErrorCode::not_found)
    return {path, FileState::missing, "it went away during the check"};
  if (!hashed) return {path, FileState::unreadable, hashed.error().what};
  if (hashed->bytes < sealed.size && sealed.file_class != FileClass::late)
    return {path, FileState::truncated, fmt::format("{} of {} bytes are left", hashed->bytes, sealed.size)};
  if (hashed->bytes != sealed.size || hashed->sha256 != sealed.sha256)
    return altered_or_late(sealed, sealed.file_class == FileClass::growing
                                       ? "not only appended to: the sealed bytes changed"
                                   : hashed->size == sealed.size
                                       ? "other bytes of the same size"
                                       : fmt::format("other bytes, {} instead of {}", hashed->size, sealed.size));
  if (mode_changed) return altered_or_late(sealed, "its executable bit changed");
  return same_beginning(sealed, *hashed);
}

Result<> check_only(const CheckedSeal& seal, const Chosen& chosen) {
  for (const auto& path : chosen.paths()) {
    const auto at = std::ranges::lower_bound(seal.entries, path, {}, path_of);
    if (at == seal.entries.end() || at->path != path)
      return fail(ErrorCode::usage, "the seal has nothing called " + shown_path(path), {},
                  "give paths as they stand in the manifest, relative to the run");
  }
  return {};
}

}  // namespace

Result<model::RunVerification> verify_run(int folder, const CheckedSeal& seal, std::span<const std::string> only,
                                          const HashOptions& options, const Classify& classify,
                                          std::atomic<std::uint64_t>* files_done) {
  const Chosen chosen(only);
  RUNSEAL_CHECK(check_only(seal, chosen));
  RUNSEAL_TRY(auto compared, compare(seal, folder, classify, chosen));

  model::RunVerification out;
  out.run = seal.seal.run;
  out.seal_sha256 = seal.sha256;
  out.hashed_at = base::name_of(seal.seal.hashed_at);
  out.partial = !chosen.everything();
  out.files = compared.files;
  out.verdicts = std::move(compared.verdicts);

  const auto judged = [&](const Entry& sealed, const Result<Hashed>& hashed) {
    if (hashed) out.bytes += hashed->bytes;
    if (files_done != nullptr) ++*files_done;
    auto verdict = judge(sealed, compared.mode_changed.contains(&sealed), hashed);
    if (verdict.state != FileState::intact) return out.verdicts.push_back(std::move(verdict));
    ++out.intact;
    if (hashed->mtime_ns != sealed.mtime_ns) ++out.retimed;
  };
  RUNSEAL_CHECK(hash_entries(folder, compared.to_hash, options, judged));
  RUNSEAL_CHECK(base::FarMemory::all_kept());  // where what was sealed of each lies
  std::ranges::sort(out.verdicts, {}, &FileVerdict::path);
  return out;
}

ToRead to_read(const CheckedSeal& seal, std::span<const std::string> only) {
  const Chosen chosen(only);
  ToRead sum;
  for (const auto& entry : seal.entries) {
    if (entry.kind != EntryKind::file || !chosen.has(entry.path)) continue;
    ++sum.files;
    sum.bytes += entry.size;
  }
  return sum;
}

}  // namespace runseal::transfer
