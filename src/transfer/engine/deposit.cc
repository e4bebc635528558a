#include "transfer/engine/deposit.h"
#include "transfer/engine/attempts.h"

#include <algorithm>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/text.h"
#include "transfer/engine/deposit_end.h"
#include "transfer/engine/parcel_stream.h"
#include "transfer/seal/hash_files.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_around{100};
constexpr unsigned most_streams = 4;
constexpr std::uint64_t spare_space = 16U << 20U;

// What all attempts of one deposit share.
struct Job {
  int folder;
  Feed& feed;
  Sink& sink;
  const std::string& run;
  const std::string& owner;
  const SealRun& seal;
  const DepositOptions& options;
  Progress& progress;
  Parcels parcels;
  Throttle throttle;
  std::optional<SealFiles> sealed;  // made once: a seal does not change because an answer was lost

  [[nodiscard]] bool stopping() const { return options.stop != nullptr && *options.stop; }
};

// One try. Its connections and threads end with it.
class Attempt {
 public:
  explicit Attempt(Job& job)
      : job_(job), carrying_{job.folder,    job.parcels,      job.throttle,
                             job.progress,  job.options.stop, job.sink.description().can_append,
                             Area::arriving} {}
  ~Attempt() { stop(cancelled()); }

  Result<Deposited> run() {
    RUNSEAL_CHECK(connect());
    RUNSEAL_TRY(const auto standing, first().prepare());
    if (standing == Standing::exists) return compare_with_existing();
    FoundList found;
    if (standing == Standing::resumes) {
      RUNSEAL_TRY(found, first().list(Area::arriving));
    }
    job_.parcels.begin_attempt(std::move(found), carrying_.can_append);
    RUNSEAL_CHECK(take_more());
    RUNSEAL_CHECK(enough_space());
    RUNSEAL_CHECK(carry());
    return finish();
  }

 private:
  [[nodiscard]] SinkSession& first() { return *sessions_.front(); }

  Result<> connect() {
    RUNSEAL_TRY(auto session, job_.sink.connect(job_.run, job_.owner));
    sessions_.push_back(std::move(session));
    return {};
  }

  Result<> take_more() {
    if (job_.feed.ended()) {
      job_.parcels.no_more();
      return {};
    }
    RUNSEAL_CHECK(job_.feed.next(look_around, [&](Entry entry) -> Result<> {
      RUNSEAL_CHECK(can_be_kept(entry));
      return job_.parcels.add(std::move(entry));
    }));
    if (job_.feed.ended()) job_.parcels.no_more();
    return {};
  }

  Result<> can_be_kept(const Entry& entry) {
    const auto& can = job_.sink.description();
    const bool link = entry.kind == EntryKind::link && !can.can_link;
    if (!link && !(can.utf8_names_only && !base::is_utf8(entry.path))) return {};
    return fail(ErrorCode::invalid,
                link ? "the destination cannot keep links, and the run has one"
                     : "the destination keeps names in UTF-8 only, and the run has another",
                shown_path(entry.path), "send the run to another destination");
  }

  Result<> enough_space() {
    RUNSEAL_TRY(const auto free, first().free_bytes());
    const auto needed = job_.parcels.bytes_missing() + spare_space;
    if (!free || *free >= needed) return {};
    return fail(ErrorCode::limit,
                fmt::format("not enough space there: {} MB needed, {} MB free", needed / 1'000'000, *free / 1'000'000),
                job_.sink.url(), "make room, then send again: it goes on where it stopped");
  }

  // Connects the other streams (one after another, and goes on with fewer where the server does not want so many), lets
  // them work, and passes on what the feed brings.
  Result<> carry() {
    const auto wanted =
        job_.options.streams != 0 ? job_.options.streams : std::max(1U, std::thread::hardware_concurrency());
    const auto streams = job_.feed.ended() ? std::min<std::size_t>(wanted, job_.parcels.files()) : wanted;
    while (sessions_.size() < std::min<std::size_t>(streams, most_streams))
      if (!connect()) break;
    for (const auto& session : sessions_)
      threads_.emplace_back([this, at = session.get()] {
        if (const auto ran = ParcelStream(carrying_, *at).run(); !ran) job_.parcels.end_attempt(ran.error());
      });
    while (!job_.parcels.settled()) {
      if (job_.stopping()) return fail(cancelled());
      if (const auto error = job_.parcels.attempt_error()) return fail(*error);
      RUNSEAL_CHECK(take_more());
      job_.parcels.wait(look_around);
    }
    join();
    return {};
  }

  // What was sent is what stands at the source now, before anything is sealed.
  Result<> check_source(const EntryRefs& sent) {
    const auto same = [](const Entry& a, const Entry& b) {
      return a.kind == b.kind && a.path == b.path && a.target == b.target &&
             (a.kind != EntryKind::file || (a.size == b.size && a.mtime_ns == b.mtime_ns && a.inode == b.inode));
    };
    const auto changed = [](const Entry& entry) {
      return fail(ErrorCode::conflict, "the run changed while it was sent", shown_path(entry.path),
                  "send it again when nothing works on it");
    };
    auto at = sent.begin();
    RUNSEAL_CHECK(job_.feed.look([&](const Entry& now) -> Result<> {
      if (at == sent.end() || !same(**at, now)) return changed(at == sent.end() ? now : **at);
      ++at;
      return {};
    }));
    if (at != sent.end()) return changed(**at);
    return {};
  }

  Result<bool> is_sealed(const EntryRefs& entries) const {
    if (!job_.sealed) return false;
    RUNSEAL_TRY(const auto manifest, manifest_of(entries));
    RUNSEAL_TRY(const auto now, manifest.sha256());
    RUNSEAL_TRY(const auto then, job_.sealed->manifest.sha256());
    return now == then;
  }

  Result<Deposited> finish() {
    auto deposited = outcome();
    if (deposited.outcome != DepositOutcome::verified) return deposited;
    const auto entries = job_.parcels.sorted();
    RUNSEAL_CHECK(check_source(entries));
    RUNSEAL_TRY(const bool sealed, is_sealed(entries));
    if (!sealed) {
      RUNSEAL_TRY(job_.sealed, job_.seal(entries));
    }
    deposited.files = *job_.sealed;
    const auto& can = job_.sink.description();
    RUNSEAL_TRY(deposited.modes_lost, finish_hidden(first(), can, entries, *job_.sealed));
    if (!can.can_rename) {
      RUNSEAL_CHECK(bring_out(entries, deposited));
      if (deposited.outcome != DepositOutcome::verified) return deposited;
    }
    RUNSEAL_CHECK(first().publish());
    if (!can.can_rename) RUNSEAL_CHECK(check_seal_json(first(), *job_.sealed));
    return deposited;
  }

  // Where the sink copies instead of renaming, a copy is another thing than what was read back: each is read as well.
  // Others know a run, and its end, by the files at its top, so these come last, and only the seal after them.
  Result<> bring_out(const EntryRefs& entries, Deposited& deposited) {
    carrying_.area = Area::standing;
    carrying_.copying = true;
    const auto take = [&](const Deposited& found) {
      deposited.outcome = found.outcome;
      deposited.corrupt = found.corrupt;
      deposited.unread = found.unread;
    };
    for (const bool at_top : {false, true}) {
      job_.parcels.begin_reading(
          [&](const Entry& entry) { return (entry.path.view().find('/') == std::string_view::npos) == at_top; });
      RUNSEAL_CHECK(carry());
      take(outcome());
      if (deposited.outcome != DepositOutcome::verified) return first().take_back();
    }
    RUNSEAL_CHECK(bring_out_seal(first(), *job_.sealed));
    RUNSEAL_TRY(const auto found, first().list(Area::standing));
    missing_or_changed(found, job_.sink.description(), entries, deposited);
    return deposited.outcome == DepositOutcome::verified ? Result<>{} : first().take_back();
  }

  // Of all files, after each was read back or could not be.
  Deposited outcome() const {
    Deposited deposited;
    for (const auto& parcel : job_.parcels.all()) {
      if (parcel.state == ParcelState::corrupt)
        deposited.corrupt.push_back({shown_path(parcel.entry.path), job_.parcels.why(parcel)});
      if (parcel.state == ParcelState::unread)
        deposited.unread.push_back({shown_path(parcel.entry.path), job_.parcels.why(parcel)});
    }
    deposited.outcome = !deposited.corrupt.empty()  ? DepositOutcome::corrupt
                        : !deposited.unread.empty() ? DepositOutcome::unverified
                                                    : DepositOutcome::verified;
    return deposited;
  }

  // A run of that name stands there. It is ours when its seal holds, names the same content, and all of it reads back.
  Result<Deposited> compare_with_existing() {
    while (!job_.feed.ended()) {
      if (job_.stopping()) return fail(cancelled());
      RUNSEAL_CHECK(take_more());
    }
    RUNSEAL_TRY(const auto there, read_deposited_seal(first(), job_.run));
    RUNSEAL_CHECK(hash_source());
    RUNSEAL_CHECK(same_content(there, job_.parcels.sorted(), job_.run));
    carrying_.area = Area::standing;
    job_.parcels.begin_reading([](const Entry&) { return true; });
    RUNSEAL_CHECK(carry());
    auto deposited = outcome();
    RUNSEAL_TRY(const auto found, first().list(Area::standing));
    missing_or_changed(found, job_.sink.description(), job_.parcels.sorted(), deposited);
    deposited.files = there.files;
    deposited.was_there =
        !job_.sealed || job_.sealed->seal != there.files.seal;  // else the answer to publish() was lost
    return deposited;
  }

  Result<> hash_source() {
    std::vector<HashTask> tasks;
    std::vector<std::uint32_t> which;
    for (const auto& parcel : job_.parcels.all())
      if (!parcel.hashed) {
        tasks.push_back({parcel.entry.path, parcel.entry.size});
        which.push_back(parcel.index);
      }
    HashOptions how;
    how.stop = job_.options.stop;
    how.progress = &job_.progress.bytes_done;
    std::optional<Error> error;
    RUNSEAL_CHECK(hash_files(job_.folder, tasks, how, [&](std::size_t task, Result<Hashed> hashed) {
      auto entry = job_.parcels.all()[which[task]].entry;
      if (!hashed) {
        error = hashed.error();
      } else if (hashed->changed || hashed->size != entry.size) {
        error = Error{ErrorCode::conflict, "a file of the run changes while it is read", shown_path(entry.path),
                      "send the run when the instrument has finished"};
      } else {
        entry.sha256 = hashed->sha256;
        job_.parcels.hashed(which[task], entry);
      }
    }));
    if (error) return fail(*error);
    return {};
  }

  void join() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  void stop(const Error& error) {
    job_.parcels.end_attempt(error);
    for (const auto& session : sessions_) session->cut();
    join();
  }

  Job& job_;
  Carrying carrying_;
  std::vector<std::unique_ptr<SinkSession>> sessions_;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<Deposited> deposit_run(int folder, Feed& feed, Sink& sink, const std::string& run, const std::string& owner,
                              const SealRun& seal, const DepositOptions& options, Progress& progress) {
  RUNSEAL_CHECK(base::check_relative(run));
  Job job{folder, feed, sink, run, owner, seal, options, progress, Parcels(progress), Throttle(options.limit), {}};
  const Patience patience{options.retry_for, options.stop, progress.connects,
                          [&] { return progress.bytes_sent - progress.bytes_resent + job.parcels.furthest(); },
                          options.again};
  return attempt_until(patience, [&](bool&) { return Attempt(job).run(); });
}

}  // namespace runseal::transfer
