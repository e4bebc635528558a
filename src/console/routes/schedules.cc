// What is done again and again.
#include "console/routes/schedules.h"

#include "console/listing.h"
#include "service/directory.h"
#include "service/job_request.h"
#include "service/schedules.h"
#include "store/console_records.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;
using service::Workspace;

struct Wanted {
  model::Schedule schedule;
  std::optional<Instant> first;
  std::string why;
};

Result<Wanted> wanted_by(const Request& request, std::string name) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_CHECK(service::has_only(body, {"name", "kind", "request", "every_s", "paused", "first", "why"}));
  Wanted wanted;
  auto& schedule = wanted.schedule;
  schedule.name = std::move(name);
  if (schedule.name.empty()) {
    RUNSEAL_TRY(schedule.name, service::text_in(body, "name"));
  }
  RUNSEAL_TRY(schedule.kind, service::text_in(body, "kind"));
  RUNSEAL_TRY(schedule.every_s, service::number_in(body, "every_s", 0, service::longest_interval.count()));
  RUNSEAL_TRY(schedule.paused, service::flag_in(body, "paused"));
  schedule.request = body.value("request", Json::object());
  RUNSEAL_TRY(const auto first, service::text_in(body, "first"));
  if (!first.empty()) {
    RUNSEAL_TRY(wanted.first, base::parse_instant(first));
  }
  RUNSEAL_TRY(wanted.why, service::text_in(body, "why"));
  return wanted;
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto all, console.directory.read<std::vector<store::Kept<model::Schedule>>>(
                                  [](Workspace& workspace) { return store::all_schedules(workspace.database()); }));
  std::vector<Json> items;
  for (const auto& [schedule, evidence] : all) {
    items.emplace_back(schedule);
    items.back()["evidence"] = evidence;
  }
  return listed(request, std::move(items), {"name", "kind", "next", "last", "by"});
}

Result<Answer> add(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto wanted, wanted_by(request, {}));
  RUNSEAL_TRY(const auto evidence,
              console.directory.write<std::uint64_t>(service::actor_of(caller, wanted.why), [&](Workspace& workspace) {
                return service::add_schedule(workspace, wanted.schedule, wanted.first);
              }));
  return Answer::json({{"evidence", evidence}}, 201);
}

Result<Answer> change(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto wanted, wanted_by(request, request.param("name")));
  RUNSEAL_TRY(const auto evidence,
              console.directory.write<std::uint64_t>(service::actor_of(caller, wanted.why), [&](Workspace& workspace) {
                return service::change_schedule(workspace, wanted.schedule);
              }));
  return Answer::json({{"evidence", evidence}});
}

Result<Answer> remove(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto evidence, console.directory.write<std::uint64_t>(
                                       service::actor_of(caller, request.asked("why")), [&](Workspace& workspace) {
                                         return service::remove_schedule(workspace, request.param("name"));
                                       }));
  return Answer::json({{"evidence", evidence}});
}

}  // namespace

std::vector<Route> schedules_routes() {
  return {{Method::get, "/api/v1/schedules", Permission::view, list},
          {Method::post, "/api/v1/schedules", Permission::maintain, add},
          {Method::put, "/api/v1/schedules/{name}", Permission::maintain, change},
          {Method::delete_, "/api/v1/schedules/{name}", Permission::maintain, remove}};
}

}  // namespace runseal::console
