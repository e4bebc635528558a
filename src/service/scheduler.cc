// The thread that starts what is due.
#include <algorithm>

#include "base/error_json.h"
#include "service/schedules.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

using model::Schedule;
using std::chrono::seconds;

constexpr const char* newest_evidence = "SELECT CAST(COALESCE(MAX(sequence), 0) AS TEXT) FROM evidence";
constexpr const char* became_worse =
    "SELECT json_object('position', position, 'entry', json(body)) FROM evidence WHERE sequence > CAST(:1 AS INTEGER) "
    "AND sequence <= CAST(:2 AS INTEGER) AND json_extract(body, '$.kind') = 'connection-worse' ORDER BY sequence";

struct News {
  std::string newest;
  std::vector<std::string> rows;
};

}  // namespace

Scheduler::Scheduler(Directory& directory, Jobs& jobs, Hub& hub) : directory_(directory), jobs_(jobs), hub_(hub) {}

// what cannot be read now can be the next time
void Scheduler::start(std::chrono::milliseconds look_every) {
  looking_.start(look_every, [this] { (void)look(); });
}

Result<> Scheduler::look() {
  RUNSEAL_TRY(const auto all, directory_.read<std::vector<store::Kept<Schedule>>>(
                                  [](Workspace& workspace) { return store::all_schedules(workspace.database()); }));
  Result<> outcome;
  for (const auto& [schedule, evidence] : all)
    if (!schedule.paused)
      if (auto started = start_due(schedule); !started) outcome = std::move(started);
  RUNSEAL_CHECK(tell_what_became_worse());
  return outcome;
}

// The job first, then its next time: killed between the two, the job is found as not yet ended, and is not begun twice.
Result<> Scheduler::start_due(const Schedule& schedule) {
  RUNSEAL_TRY(const auto next, base::parse_instant(schedule.next));
  const auto now = directory_.now();
  const auto every = seconds(schedule.every_s);
  if (next > now && next <= now + every) return {};
  auto moved = schedule;
  moved.next = base::format_instant(next_after(next, every, now));
  if (next <= now) {
    const auto via = "schedule " + schedule.name;
    RUNSEAL_TRY(const auto recent, jobs_.recent());
    const bool still_at_it =
        std::ranges::any_of(recent, [&](const auto& job) { return job.via == via && job.ended.empty(); });
    if (!still_at_it) {
      const Actor by{schedule.by, via, {}};
      const auto job = jobs_.submit(schedule.kind, schedule.request, by);
      if (!job) {
        hub_.publish("alert", via,
                     {{"kind", "schedule"}, {"name", schedule.name}, {"error", base::error_json(job.error())}});
        (void)jobs_.record_failed(schedule.kind, schedule.request, by,
                                  job.error());  // a full disk is told of by itself
      }
    }
    moved.last = base::format_instant(now);
  }
  return directory_.touch<void>([&](store::Database& database) { return store::touch_schedule(database, moved); });
}

Result<> Scheduler::tell_what_became_worse() {
  const bool first = seen_.empty();
  RUNSEAL_TRY(const auto news, directory_.read<News>([&](Workspace& workspace) -> Result<News> {
    News found;
    RUNSEAL_TRY(const auto newest, workspace.database().text(newest_evidence));
    found.newest = newest.value_or("0");
    if (first || found.newest == seen_) return found;
    RUNSEAL_TRY(found.rows, workspace.database().texts(became_worse, {seen_, found.newest}));
    return found;
  }));
  seen_ = news.newest;
  for (const auto& row : news.rows) {
    RUNSEAL_TRY(const auto json, base::parse_json(row));
    const auto& entry = json.at("entry");
    hub_.publish("alert", entry.value("id", ""),
                 {{"kind", "worse"},
                  {"endpoint", entry.value("subject", "")},
                  {"data", entry.value("data", Json())},
                  {"evidence", json.at("position")}});
  }
  return {};
}

}  // namespace runseal::service
