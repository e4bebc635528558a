#include "service/schedules.h"

#include <algorithm>

#include "base/text.h"
#include "service/reason.h"
#include "service/run_jobs.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

using model::Schedule;
using std::chrono::seconds;

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_request = 16U << 10U;
constexpr std::string_view kinds[] = {"audit", "verify", "check-evidence"};

Result<> check(Workspace& workspace, Schedule& schedule) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  if (schedule.name.empty() || schedule.name.size() > longest_name || !std::ranges::all_of(schedule.name, fits))
    return fail(ErrorCode::usage, "a schedule's name has 1 to 64 of a-z 0-9 . _ -", base::printable(schedule.name, 80));
  if (std::ranges::find(kinds, schedule.kind) == std::end(kinds))
    return fail(ErrorCode::usage, "this cannot be done by a schedule: " + base::printable(schedule.kind, 60), {},
                "audit, verify or check-evidence");
  if (seconds(schedule.every_s) < shortest_interval ||
      schedule.every_s > static_cast<std::uint64_t>(longest_interval.count()))
    return fail(ErrorCode::usage, "a schedule's interval is from a minute to a year");
  if (!schedule.request.is_object() ||
      schedule.request.dump(-1, ' ', false, Json::error_handler_t::replace).size() > longest_request)
    return fail(ErrorCode::usage, "a schedule's request is a JSON object of at most 16 KiB");
  if (schedule.kind == "audit" && schedule.request.contains("policy"))
    return fail(ErrorCode::usage, "a schedule measures under the site's own policy", "policy",
                "policy.toml lies in the data directory");
  if (schedule.kind == "verify") {
    RUNSEAL_TRY(schedule.request, checked_run_request(workspace, schedule.kind, schedule.request));
  }
  return {};
}

Result<std::optional<Schedule>> find(store::Database& database, const std::string& name) {
  RUNSEAL_TRY(const auto all, store::all_schedules(database));
  for (const auto& [schedule, evidence] : all)
    if (schedule.name == name) return schedule;
  return std::nullopt;
}

Result<Schedule> must_find(Workspace& workspace, const std::string& name) {
  RUNSEAL_TRY(auto found, find(workspace.database(), name));
  if (!found) return fail(ErrorCode::not_found, "there is no such schedule", base::printable(name, 80));
  return *std::move(found);
}

// What people decided; when it runs next is no decision.
Json told(const Schedule& schedule) {
  return {{"name", schedule.name},       {"kind", schedule.kind},     {"request", schedule.request},
          {"every_s", schedule.every_s}, {"paused", schedule.paused}, {"by", schedule.by}};
}

Change change(const char* what, const Schedule& schedule, const Json& before) {
  Json data = told(schedule);
  data["what"] = what;
  return {"schedule", schedule.name, data,
          [schedule](store::Database& database, const std::string& entry) {
            return store::save_schedule(database, schedule, entry);
          },
          before};
}

}  // namespace

Result<std::uint64_t> add_schedule(Workspace& workspace, Schedule schedule, const std::optional<Instant>& first) {
  if (schedule.request.is_null()) schedule.request = Json::object();
  RUNSEAL_CHECK(check(workspace, schedule));
  RUNSEAL_TRY(const auto there, find(workspace.database(), schedule.name));
  if (there) return fail(ErrorCode::exists, "there is a schedule of that name already", schedule.name);
  schedule.by = workspace.actor().user;
  schedule.last.clear();
  schedule.next = base::format_instant(first.value_or(workspace.now() + seconds(schedule.every_s)));
  return workspace.record(change("added", schedule, nullptr));
}

Result<std::uint64_t> change_schedule(Workspace& workspace, const Schedule& wanted) {
  RUNSEAL_TRY(const auto before, must_find(workspace, wanted.name));
  RUNSEAL_CHECK(must_say_why(workspace));
  auto schedule = before;
  schedule.kind = wanted.kind;
  schedule.request = wanted.request.is_null() ? Json::object() : wanted.request;
  schedule.every_s = wanted.every_s;
  schedule.paused = wanted.paused;
  schedule.by = workspace.actor().user;
  RUNSEAL_CHECK(check(workspace, schedule));
  if (schedule.every_s != before.every_s || (before.paused && !schedule.paused))
    schedule.next = base::format_instant(workspace.now() + seconds(schedule.every_s));
  return workspace.record(change("changed", schedule, told(before)));
}

Result<std::uint64_t> remove_schedule(Workspace& workspace, const std::string& name) {
  RUNSEAL_TRY(const auto before, must_find(workspace, name));
  RUNSEAL_CHECK(must_say_why(workspace));
  return workspace.record(
      Change{"schedule", name, Json{{"what", "removed"}, {"name", name}},
             [name](store::Database& database, const std::string&) { return store::remove_schedule(database, name); },
             told(before)});
}

Instant next_after(Instant next, seconds every, Instant now) {
  if (next > now) return std::min(next, now + every);  // the clock was set back
  const auto missed = (now - next) / every;
  return next + (missed + 1) * every;
}

}  // namespace runseal::service
