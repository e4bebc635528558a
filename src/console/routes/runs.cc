// Runs: which are known, what became of each, and work on them.
#include "console/routes/runs.h"

#include <set>

#include "base/text.h"
#include "console/listing.h"
#include "console/routes/jobs.h"
#include "service/directory.h"
#include "service/job_request.h"
#include "service/overview.h"
#include "service/run_jobs.h"
#include "service/run_story.h"
#include "service/sinks_file.h"
#include "store/run_list.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;
using service::Workspace;
using Event = store::Kept<model::RunEvent>;

Json as_json(const Event& event) {
  Json json = event.record;
  json["evidence"] = event.evidence;
  return json;
}

Json failure_of(const std::vector<Event>& events) {
  service::RunEvents told;
  for (const auto& event : events) told.push_back(event.record);
  const auto* failure = service::failed_check(told);
  return failure != nullptr ? Json(*failure) : Json();
}

// Of the newest event that tells it of the whole run.
Json told_by_newest(const std::vector<Event>& events, const char* field) {
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    const auto& details = event->record.details;
    if (event->record.kind != "verified" && details.is_object() && details.contains(field)) return details[field];
  }
  return nullptr;
}

// Where it stands now, as far as is known here.
std::string place_of(const std::vector<Event>& events) {
  const auto& last = events.back().record;
  return last.kind == "sent" || last.kind == "received" ? last.to : last.from;
}

Json row_of(const std::string& run, const std::vector<Event>& events, const std::set<std::string>& being_verified) {
  const auto& last = events.back().record;
  auto failure = failure_of(events);
  std::string state = failure.is_null() ? last.kind : "broken";
  if (being_verified.contains(run)) state = "verifying";
  return {{"run", run},
          {"state", state},
          {"at", last.at},
          {"bytes", told_by_newest(events, "bytes")},
          {"files", told_by_newest(events, "files")},
          {"place", place_of(events)},
          {"last", last.kind},
          {"outcome", last.outcome},
          {"events", events.size()},
          {"failed", std::move(failure)},
          {"evidence", events.back().evidence}};
}

std::set<std::string> now_verified(Console& console) {
  std::set<std::string> runs;
  const auto jobs = console.jobs.recent();
  if (!jobs) return runs;
  for (const auto& job : *jobs)
    if (job.kind == "verify" && job.ended.empty())
      runs.insert(base::Path(job.request.value("path", "")).filename().string());
  return runs;
}

// The states that row_of() tells, asked of the store. Errors: usage.
Result<> narrow_to(const std::string& state, const std::set<std::string>& being_verified, Workspace& workspace,
                   store::RunList& wanted) {
  static const std::set<std::string> by_event = {"sealed", "sent", "received", "verified"};
  if (state.empty()) return {};
  const std::vector<std::string> verifying(being_verified.begin(), being_verified.end());
  if (state == "verifying") {
    wanted.among = verifying;
    return {};
  }
  if (state != "broken" && !by_event.contains(state))
    return fail(ErrorCode::usage, "no run has the state \"" + base::printable(state, 40) + "\"", {},
                "one of: sealed, sent, received, verified, broken, verifying");
  RUNSEAL_TRY(const auto broken, service::broken_runs(workspace));
  wanted.but = verifying;
  if (state == "broken") {
    wanted.among = broken;
    return {};
  }
  wanted.last_kind = state;
  wanted.but.insert(wanted.but.end(), broken.begin(), broken.end());
  return {};
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto part, part_asked(request));
  const auto sort = request.asked("sort");
  if (!sort.empty() && sort != "at" && sort != "run") return fail(ErrorCode::usage, "runs are sorted by: at, run");
  store::RunList wanted;
  wanted.search = request.asked("search");
  wanted.by_name = sort == "run";
  wanted.descending = sort.empty() || request.asked("descending") == "1";  // newest first
  wanted.offset = part.offset;
  wanted.limit = part.limit;
  const auto verified = now_verified(console);
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    auto& database = workspace.database();
    RUNSEAL_CHECK(narrow_to(request.asked("state"), verified, workspace, wanted));
    RUNSEAL_TRY(const auto names, store::runs_listed(database, wanted));
    RUNSEAL_TRY(const auto total, store::runs_counted(database, wanted));
    Json items = Json::array();
    for (const auto& name : names) {
      RUNSEAL_TRY(const auto events, store::run_events(database, name));
      if (!events.empty()) items.push_back(row_of(name, events, verified));
    }
    return Answer::json({{"items", std::move(items)}, {"total", total}});
  });
}

Result<Answer> story(Console& console, const Request& request, const Caller&) {
  const auto run = request.param("name");
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto events, store::run_events(workspace.database(), run));
    if (events.empty()) return fail(ErrorCode::not_found, "no such run is known", base::printable(run, 300));
    Json told = Json::array();
    for (const auto& event : events) told.push_back(as_json(event));
    return Answer::json({{"run", run}, {"events", std::move(told)}, {"failed", failure_of(events)}});
  });
}

Result<Answer> start(Console& console, const char* kind, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(auto wanted, request.json());
  RUNSEAL_TRY(const auto why, service::text_in(wanted, "why"));
  wanted.erase("why");
  RUNSEAL_TRY(const auto checked, console.directory.read<Json>([&](Workspace& workspace) {
    return service::checked_run_request(workspace, kind, wanted);
  }));
  return start_job(console, kind, checked, caller, why);
}

Result<Answer> verify(Console& console, const Request& request, const Caller& caller) {
  return start(console, "verify", request, caller);
}
Result<Answer> seal(Console& console, const Request& request, const Caller& caller) {
  return start(console, "seal", request, caller);
}
Result<Answer> send(Console& console, const Request& request, const Caller& caller) {
  return start(console, "send", request, caller);
}

Result<Answer> folders(Console& console, const Request&, const Caller&) {
  return console.directory.read<Answer>([](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto sinks, service::declared_sinks(workspace.files(), workspace.folder()));
    Json urls = Json::array();
    for (const auto& one : sinks) urls.push_back(one.url);
    return Answer::json({{"items", service::run_folders(workspace.config())}, {"sinks", std::move(urls)}});
  });
}

}  // namespace

std::vector<Route> runs_routes() {
  return {{Method::get, "/api/v1/runs", Permission::view, list},
          {Method::get, "/api/v1/runs/{name}", Permission::view, story},
          {Method::get, "/api/v1/run-folders", Permission::transfer, folders},
          {Method::post, "/api/v1/runs/verifications", Permission::transfer, verify},
          {Method::post, "/api/v1/runs/seals", Permission::transfer, seal},
          {Method::post, "/api/v1/runs/sends", Permission::transfer, send}};
}

}  // namespace runseal::console
