// The end of a session: the seal held against what was received, the countersignature, the run's name.
#include <algorithm>

#include "base/confined.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "transfer/engine/session.h"
#include "transfer/seal/verify.h"

namespace runseal::transfer {

Result<EntryRefs> Session::received_entries() {
  const std::lock_guard lock(mutex_);
  EntryRefs entries;
  entries.reserve(arrivals_.size());
  for (const auto& arrival : arrivals_) {
    if (arrival.state != Arrival::State::confirmed)
      return fail(ErrorCode::invalid, "the sender wants to finish before everything has arrived",
                  base::printable(arrival.entry.path, 200));
    entries.push_back(&arrival.entry);
  }
  const auto by_path = [](const Entry* a, const Entry* b) { return a->path < b->path; };
  if (!std::is_sorted(entries.begin(), entries.end(), by_path)) std::sort(entries.begin(), entries.end(), by_path);
  return entries;
}

namespace {

bool same(const Entry& a, const Entry& b) {
  return a.kind == b.kind && a.path == b.path && a.size == b.size && a.mtime_ns == b.mtime_ns &&
         a.executable == b.executable && a.target == b.target && a.sha256 == b.sha256;
}

// check_seal(), and that its lists name what was received: nothing else, and nothing less.
Result<ReadSeal> check_against(const SealFiles& files, const EntryRefs& received) {
  const auto other = [](const Entry& entry) {
    return fail(ErrorCode::invalid, "the seal does not say what was received", base::printable(entry.path, 200));
  };
  auto at = received.begin();
  RUNSEAL_TRY(auto seal, check_seal(files, [&](const Entry& sealed) -> Result<> {
                if (at == received.end() || !same(**at, sealed)) return other(sealed);
                ++at;
                return {};
              }));
  if (at != received.end()) return other(**at);
  return seal;
}

}  // namespace

Result<> Session::read_back(const EntryRefs& entries) {
  EntryRefs files;
  for (const auto* entry : entries) {
    if (entry->kind != EntryKind::file) continue;
    files.push_back(entry);
    landing_->drop_from_memory(*entry);
  }
  std::vector<const Entry*> lies;
  HashOptions how;
  how.stop = options_.stop;
  RUNSEAL_CHECK(hash_entries(landing_->tree(), files, how, [&](const Entry& entry, const Result<Hashed>& hashed) {
    if (hashed && hashed->size == entry.size && hashed->sha256 == entry.sha256) return;
    lies.push_back(&entry);
  }));
  if (lies.empty()) return {};
  for (const auto* entry : lies) landing_->discard(*entry);  // else it would count as confirmed the next time
  return fail(ErrorCode::corrupt, "the disk gives back other bytes than were written to it",
              base::printable(lies.front()->path, 200), "do not trust this disk: replace it, then send again");
}

Result<SealFiles> Session::countersigned(const ReadSeal& seal) const {
  model::Receipt receipt;
  receipt.seal_sha256 = seal.sha256;
  receipt.run = seal.seal.run;
  receipt.sender = base::ssh_public_key(sender_);
  receipt.receiver = base::ssh_public_key(key_.public_key());
  receipt.host = options_.host;
  receipt.version = RUNSEAL_VERSION;
  receipt.received_from = base::format_instant(began_);
  receipt.received_to = base::format_instant(base::system_clock().now());
  receipt.files = seal.seal.files;
  receipt.bytes = seal.seal.bytes;
  receipt.connections = joined_;
  receipt.wrong_files = wrong_files_;
  receipt.read_back = options_.read_back;
  auto files = seal_;
  RUNSEAL_TRY(files.receipt, base::canonical_json(receipt));
  files.receipt_signature = base::sshsig_sign(key_, sshsig_namespace, base::as_bytes(files.receipt));
  return files;
}

Result<Done> Session::compare_with_existing(ReceivedRun& run) {
  const auto folder = options_.into / open_.name;
  RUNSEAL_TRY(const auto files, read_seal(base::real_files(), folder / seal_folder));
  RUNSEAL_TRY(const auto existing, check_seal(files));
  RUNSEAL_TRY(const auto offered, check_seal(seal_, [](const Entry&) { return Result<>{}; }));
  if (offered.signer != sender_) return fail(ErrorCode::denied, "the seal is not signed by its sender");
  if (existing.seal.manifest_sha256 != offered.seal.manifest_sha256)
    return fail(ErrorCode::exists, "a run of that name with other content is there already",
                base::printable(open_.name, 200), "send it under another name; nothing was overwritten");
  RUNSEAL_TRY(const auto fd, base::open_folder(folder));
  HashOptions how;
  how.stop = options_.stop;
  RUNSEAL_TRY(const auto verification, verify_run(fd.get(), existing, {}, how));
  if (!verification.holds() || !verification.complete())
    return fail(ErrorCode::corrupt, "the run of that name that is there no longer holds against its seal",
                base::printable(open_.name, 200), "look at it with `runseal verify` on the receiver");
  // it may stand there since an attempt that was killed before its name was durable
  RUNSEAL_CHECK(base::real_files().sync_directory(folder.parent_path()));
  run.files = files;
  run.seal = existing.seal;
  run.seal_sha256 = existing.sha256;
  run.was_there = true;
  return Done{files.receipt, files.receipt_signature, true};
}

// The run stands under its name when it returns.
Result<Done> Session::land(ReceivedRun& run) {
  RUNSEAL_TRY(const auto entries, received_entries());
  RUNSEAL_TRY(const auto seal, check_against(seal_, entries));
  if (seal.signer != sender_) return fail(ErrorCode::denied, "the seal is not signed by its sender");
  if (options_.read_back) RUNSEAL_CHECK(read_back(entries));
  RUNSEAL_TRY(run.files, countersigned(seal));
  RUNSEAL_CHECK(landing_->finish(entries, run.files));
  run.seal = seal.seal;
  run.seal_sha256 = seal.sha256;
  run.not_as_sent = landing_->not_as_sent();
  return Done{run.files.receipt, run.files.receipt_signature, false};
}

Result<> Session::complete() {
  ReceivedRun run{open_.name, peer_, {}, {}, {}, false, 0};
  RUNSEAL_TRY(auto done, landing_ ? land(run) : compare_with_existing(run));
  if (options_.record) RUNSEAL_CHECK(options_.record(run));
  {
    const std::lock_guard lock(mutex_);
    finished_ = std::move(done);
  }
  changed_.notify_all();
  return {};
}

}  // namespace runseal::transfer
