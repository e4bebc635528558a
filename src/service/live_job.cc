#include "service/live_job.h"

#include <utility>

#include "base/error_json.h"

namespace runseal::service {

using model::Job;
using model::JobState;

LiveJob::LiveJob(Job job, const JobKind* kind)
    : id_(job.id), request_(job.request), actor_{job.by, job.via, job.why}, kind_(kind), job_(std::move(job)) {}

Job LiveJob::queued_again(Job job) {
  job.state = JobState::queued;
  job.started.clear();
  job.done = 0;
  job.total = 0;
  job.message.clear();
  return job;
}

Job LiveJob::now() const {
  const std::lock_guard guard(lock_);
  return job_;
}

bool LiveJob::has_moved() {
  const std::lock_guard guard(lock_);
  return std::exchange(moved_, false);
}

void LiveJob::begin(const std::string& at) {
  const std::lock_guard guard(lock_);
  job_.state = JobState::running;
  job_.started = at;
  ++job_.attempts;
}

Result<Json> LiveJob::run(Directory& directory) {
  directory_ = &directory;
  try {
    if (stop_) return fail(ErrorCode::cancelled, "cancelled");
    return kind_->run(*this);
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, std::string("a fault of runseal: ") + error.what());
  }
}

Job LiveJob::end(Result<Json> result, const std::string& at) {
  const std::lock_guard guard(lock_);
  moved_ = false;
  if (parked_ && !cancelled_ && !result && result.error().code == ErrorCode::cancelled) {
    job_ = queued_again(std::move(job_));
    --job_.attempts;
    return job_;
  }
  job_.ended = at;
  job_.state = result ? JobState::done : cancelled_ ? JobState::cancelled : JobState::failed;
  if (result)
    job_.result = *std::move(result);
  else
    job_.error = base::error_json(result.error());
  return job_;
}

void LiveJob::ask_to_end() {
  const std::lock_guard guard(lock_);
  cancelled_ = true;
  stop_ = true;
}

Job LiveJob::cancelled_at(const std::string& at, bool at_once) {
  const std::lock_guard guard(lock_);
  auto cancelled = job_;
  cancelled.state = JobState::cancelled;
  cancelled.ended = at;
  cancelled.error = base::error_json({ErrorCode::cancelled, "cancelled", {}, {}});
  if (at_once) job_ = cancelled;
  return cancelled;
}

void LiveJob::park() {
  const std::lock_guard guard(lock_);
  parked_ = true;
  stop_ = true;
}

void LiveJob::progress(std::uint64_t done, std::uint64_t total, const std::string& unit, const std::string& message) {
  const std::lock_guard guard(lock_);
  job_.done = done;
  job_.total = total;
  job_.unit = unit;
  job_.message = message;
  moved_ = true;
}

}  // namespace runseal::service
