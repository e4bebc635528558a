// What is done again and again: each schedule starts a job when its time comes. Kept in the records, and every change
// of one is in the evidence.
#pragma once

#include <chrono>

#include "service/jobs.h"
#include "service/look_often.h"

namespace runseal::service {

inline constexpr std::chrono::seconds shortest_interval{60};
inline constexpr std::chrono::seconds longest_interval{366LL * 24 * 3600};

// `first`: when it begins; nothing: after one interval. Its number in the evidence.
// Errors: usage (name, kind, interval, request), exists.
Result<std::uint64_t> add_schedule(Workspace& workspace, model::Schedule schedule,
                                   const std::optional<Instant>& first = {});
// Takes over kind, request, every_s and paused. Errors: usage, not_found.
Result<std::uint64_t> change_schedule(Workspace& workspace, const model::Schedule& wanted);
// Errors: not_found.
Result<std::uint64_t> remove_schedule(Workspace& workspace, const std::string& name);

// The first time after `now`, whole intervals after `next`: what was missed is not made up for.
[[nodiscard]] Instant next_after(Instant next, std::chrono::seconds every, Instant now);

// A thread that starts what is due. Commands of other processes may change schedules meanwhile.
class Scheduler {
 public:
  Scheduler(Directory& directory, Jobs& jobs, Hub& hub);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  void start(std::chrono::milliseconds look_every = std::chrono::seconds(5));
  void stop() { looking_.stop(); }
  // Starts what is due now, and tells what became worse since it was asked last: event `alert`
  // {kind: "worse", endpoint, data, evidence} or {kind: "schedule", name, error}. What the thread does each time.
  Result<> look();

 private:
  Result<> start_due(const model::Schedule& schedule);
  Result<> tell_what_became_worse();

  Directory& directory_;
  Jobs& jobs_;
  Hub& hub_;
  std::string seen_;   // sequence of the newest evidence that was looked at
  LookOften looking_;  // last: it ends before what it looks at
};

}  // namespace runseal::service
