#include "service/jobs.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <thread>

#include "base/error_json.h"
#include "base/random.h"
#include "service/live_job.h"
#include "service/reason.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

using model::Job;
using model::JobState;

constexpr std::size_t most_at_once = 4;
constexpr std::size_t most_waiting = 100;
constexpr std::size_t most_ended = 1000;       // kept in the records
constexpr std::uint64_t most_attempts = 5;     // of a job during which the service was killed each time
constexpr std::size_t most_told = 64U << 10U;  // of a result, to every page
constexpr auto between_events = std::chrono::milliseconds(250);
constexpr auto before_saving_again = std::chrono::seconds(1);

Error gave_up() {
  return {ErrorCode::internal,
          "the service ended five times while this ran; it is not begun again",
          {},
          "look into the service's log, then start it anew"};
}

}  // namespace

struct Jobs::State {
  Directory& directory;
  Hub& hub;
  std::vector<JobKind> kinds;

  std::mutex lock;  // of what follows; never held while anything is written
  std::condition_variable changed;
  std::map<std::string, std::shared_ptr<LiveJob>> live;  // those that have not ended, or whose end is not yet recorded
  std::deque<std::shared_ptr<LiveJob>> waiting;
  std::size_t running = 0;
  std::map<const JobKind*, std::size_t> running_of;
  std::size_t being_added = 0;
  bool disks_busy = false;
  bool started = false;
  bool stopping = false;
  std::mutex telling;  // an older state is never told after a newer one
  std::vector<std::thread> threads;

  const JobKind* kind_of(const std::string& name) const {
    const auto found = std::ranges::find(kinds, name, &JobKind::name);
    return found == kinds.end() ? nullptr : &*found;
  }
  std::string now() const { return base::format_instant(directory.now()); }
  Job new_job(const std::string& kind, const Json& request, const Actor& by) const {
    Job job;
    job.id = base::random_id();
    job.kind = kind;
    job.by = by.user;
    job.via = by.via;
    job.why = by.why;
    job.created = now();
    job.request = request;
    return job;
  }

  void tell(const LiveJob& job) {
    const std::lock_guard in_order(telling);
    auto state = job.now();
    if (state.result.is_object() &&
        state.result.dump(-1, ' ', false, Json::error_handler_t::replace).size() > most_told)
      state.result = nullptr;  // whoever wants it asks for the job
    hub.publish("job", state.id, Json(state));
  }

  Result<> save(const Job& job) {
    return directory.touch<void>([&](store::Database& database) -> Result<> {
      return database.transaction([&]() -> Result<> {
        RUNSEAL_CHECK(store::save_job(database, job));
        if (job.ended.empty()) return {};
        return store::forget_jobs_but(database, most_ended);
      });
    });
  }

  // The disk may be full. What cannot be saved before the service stops is found in the records as running, and runs
  // again.
  void save_the_end(const Job& job) {
    while (!save(job)) {
      std::unique_lock guard(lock);
      if (changed.wait_for(guard, before_saving_again, [&] { return stopping; })) break;
    }
  }

  std::shared_ptr<LiveJob> next_to_run() {
    const auto may_run = [&](const auto& job) {
      const auto& kind = job->kind();
      return (!kind.reads_disks || !disks_busy) && running_of[&kind] < kind.most_at_once;
    };
    const auto found = std::ranges::find_if(waiting, may_run);
    if (stopping || found == waiting.end()) return nullptr;
    auto job = *found;
    waiting.erase(found);
    ++running;
    ++running_of[&job->kind()];
    if (job->kind().reads_disks) disks_busy = true;
    return job;
  }

  void work() {
    std::unique_lock guard(lock);
    for (;;) {
      std::shared_ptr<LiveJob> job;
      changed.wait(guard, [&] { return stopping || (job = next_to_run()) != nullptr; });
      if (!job) return;
      guard.unlock();
      changed.notify_all();  // whoever tells of progress
      run(*job);
      guard.lock();
      live.erase(job->id());
      --running;
      --running_of[&job->kind()];
      if (job->kind().reads_disks) disks_busy = false;
      changed.notify_all();
    }
  }

  void run(LiveJob& job) {
    job.begin(now());
    tell(job);
    {
      const std::lock_guard in_order(job.saving);
      if (!job.stop()) (void)save(job.now());  // if it cannot be: it is found as queued, which is as good
    }
    auto result = job.run(directory);
    const std::lock_guard in_order(job.saving);
    const auto ended = job.end(std::move(result), now());
    clear_away(ended, job.kind());
    tell(job);
    save_the_end(ended);
  }

  void clear_away(const Job& job, const JobKind& kind) {
    if (kind.ended && !job.ended.empty()) kind.ended(directory, job.request);
  }

  void tell_progress() {
    std::unique_lock guard(lock);
    while (!stopping) {
      if (running == 0)
        changed.wait(guard, [&] { return stopping || running > 0; });
      else
        changed.wait_for(guard, between_events, [&] { return stopping; });
      std::vector<std::shared_ptr<LiveJob>> moved;
      for (const auto& [id, job] : live)
        if (job->has_moved()) moved.push_back(job);
      guard.unlock();
      for (const auto& job : moved) tell(*job);
      guard.lock();
    }
  }

  Result<> take_up() {
    RUNSEAL_TRY(const auto unfinished, directory.read<std::vector<Job>>([](Workspace& workspace) {
      return store::unfinished_jobs(workspace.database());
    }));
    for (auto job : unfinished) {
      const auto* kind = kind_of(job.kind);
      const bool again = kind != nullptr && (job.state == JobState::queued || job.attempts < most_attempts);
      if (again) {
        auto taken = std::make_shared<LiveJob>(LiveJob::queued_again(std::move(job)), kind);
        const std::lock_guard guard(lock);
        live[taken->id()] = taken;
        waiting.push_back(taken);
        continue;
      }
      job.state = JobState::failed;
      job.ended = now();
      job.error = base::error_json(kind == nullptr ? no_such_kind(job.kind) : gave_up());
      if (kind != nullptr) clear_away(job, *kind);
      RUNSEAL_CHECK(save(job));
    }
    return {};
  }

  static Result<Job> unless_ended_otherwise(const Job& job) {
    if (job.state == JobState::cancelled) return job;
    return fail(ErrorCode::conflict, "the job has ended already", job.id);
  }
  static Error no_such_kind(const std::string& kind) {
    return {ErrorCode::usage, "there is no such kind of job: " + kind, {}, {}};
  }
};

Result<> record_cancelling(Workspace& workspace, const Job& job) {
  RUNSEAL_CHECK(must_say_why(workspace));
  const Json data{{"kind", job.kind}, {"title", job.title}, {"by", job.by}, {"created", job.created}};
  RUNSEAL_CHECK(workspace.record(Change{"job-cancelled", job.id, data, {}, {{"state", job.state}}}));
  return {};
}

Jobs::Jobs(Directory& directory, Hub& hub, std::vector<JobKind> kinds)
    : state_(new State{directory, hub, std::move(kinds), {}, {}, {}, {}, 0, {}, 0, false, false, false, {}, {}}) {}

Jobs::~Jobs() { stop(); }

Result<> Jobs::start() {
  RUNSEAL_CHECK(state_->take_up());
  const std::lock_guard guard(state_->lock);
  if (state_->started || state_->stopping) return fail(ErrorCode::internal, "jobs were started twice");
  state_->started = true;
  for (std::size_t i = 0; i < most_at_once; ++i) state_->threads.emplace_back([this] { state_->work(); });
  state_->threads.emplace_back([this] { state_->tell_progress(); });
  return {};
}

void Jobs::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard guard(state_->lock);
    state_->stopping = true;
    for (const auto& [id, job] : state_->live) job->park();
    threads.swap(state_->threads);
  }
  state_->changed.notify_all();
  for (auto& thread : threads) thread.join();
}

Result<Job> Jobs::submit(const std::string& kind_name, const Json& request, const Actor& by) {
  const auto* kind = state_->kind_of(kind_name);
  if (kind == nullptr) return fail(State::no_such_kind(kind_name));
  auto job = state_->new_job(kind_name, request, by);
  RUNSEAL_TRY(job.title, kind->title(request));
  {
    const std::lock_guard guard(state_->lock);
    if (state_->stopping) return fail(ErrorCode::unavailable, "the service is stopping", {}, "try again shortly");
    if (state_->waiting.size() + state_->being_added >= most_waiting)
      return fail(ErrorCode::limit, "a hundred jobs wait already", {}, "wait until some have ended, or cancel some");
    ++state_->being_added;
  }
  const auto saved = state_->save(job);
  auto added = std::make_shared<LiveJob>(job, kind);
  {
    const std::lock_guard guard(state_->lock);
    --state_->being_added;
    if (!saved) return fail(saved.error());
    state_->live[job.id] = added;
    state_->waiting.push_back(added);
  }
  state_->tell(*added);
  state_->changed.notify_all();
  return job;
}

Result<> Jobs::record_failed(const std::string& kind_name, const Json& request, const Actor& by, const Error& why) {
  auto job = state_->new_job(kind_name, request, by);
  const auto* kind = state_->kind_of(kind_name);
  job.title = kind == nullptr ? kind_name : kind->title(request).value_or(kind_name);
  job.state = JobState::failed;
  job.ended = job.created;
  job.error = base::error_json(why);
  RUNSEAL_CHECK(state_->save(job));
  state_->hub.publish("job", job.id, Json(job));
  return {};
}

// One that runs ends by itself soon; it is recorded as cancelled now, so that it does not begin again after a kill.
Result<Job> Jobs::cancel(const std::string& id) {
  std::shared_ptr<LiveJob> job;
  bool waited = false;
  {
    const std::lock_guard guard(state_->lock);
    if (const auto found = state_->live.find(id); found != state_->live.end()) job = found->second;
    waited = job && std::erase(state_->waiting, job) > 0;
    if (job) job->ask_to_end();
  }
  if (!job) {
    RUNSEAL_TRY(const auto ended, find(id));
    return State::unless_ended_otherwise(ended);
  }
  const std::lock_guard in_order(job->saving);
  if (const auto now = job->now(); !now.ended.empty()) return State::unless_ended_otherwise(now);
  const auto cancelled = job->cancelled_at(state_->now(), waited);
  if (waited) state_->clear_away(cancelled, job->kind());
  if (waited) state_->tell(*job);
  const auto saved = state_->save(cancelled);
  if (waited) {
    const std::lock_guard guard(state_->lock);
    state_->live.erase(id);
  }
  if (!saved) return fail(saved.error());
  return job->now();
}

Result<Job> Jobs::find(const std::string& id) {
  {
    const std::lock_guard guard(state_->lock);
    if (const auto found = state_->live.find(id); found != state_->live.end()) return found->second->now();
  }
  RUNSEAL_TRY(auto job, state_->directory.read<std::optional<Job>>(
                            [&](Workspace& workspace) { return store::find_job(workspace.database(), id); }));
  if (!job) return fail(ErrorCode::not_found, "no such job", id, "`GET /api/v1/jobs` lists them");
  return *std::move(job);
}

Result<std::vector<Job>> Jobs::recent(std::size_t most) {
  RUNSEAL_TRY(auto jobs, state_->directory.read<std::vector<Job>>(
                             [&](Workspace& workspace) { return store::recent_jobs(workspace.database(), most); }));
  const std::lock_guard guard(state_->lock);
  for (auto& job : jobs)
    if (const auto found = state_->live.find(job.id); found != state_->live.end()) job = found->second->now();
  return jobs;
}

}  // namespace runseal::service
