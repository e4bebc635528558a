// What runs in the background.
#include "console/routes/jobs.h"

#include "console/listing.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;

constexpr std::size_t most_kept = 1100;

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(auto jobs, console.jobs.recent(most_kept));
  std::vector<Json> items;
  const auto state = request.asked("state");
  const auto kind = request.asked("kind");
  for (auto& job : jobs) {
    if (!state.empty() && base::name_of(job.state) != state) continue;
    if (!kind.empty() && job.kind != kind) continue;
    job.result = nullptr;  // may be long: of one job only
    items.emplace_back(job);
  }
  return listed(request, std::move(items), {"created", "title", "kind", "state", "by", "started", "ended"}, true);
}

Result<Answer> show(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto job, console.jobs.find(request.param("id")));
  return Answer::json(job);
}

Result<Answer> cancel(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto job, console.jobs.find(request.param("id")));
  if (job.by != caller.account && !caller.may(Permission::administer))
    return fail(ErrorCode::denied, "only its starter or an administrator may cancel a job", job.id,
                "ask " + job.by + " or an administrator");
  if (job.by != caller.account && job.ended.empty()) {
    const auto actor = service::actor_of(caller, request.asked("why"));
    RUNSEAL_CHECK(console.directory.write<void>(
        actor, [&](service::Workspace& workspace) { return service::record_cancelling(workspace, job); }));
  }
  RUNSEAL_TRY(const auto cancelled, console.jobs.cancel(job.id));
  return Answer::json(cancelled);
}

Result<Answer> back_up(Console& console, const Request&, const Caller& caller) {
  return start_job(console, "backup", Json::object(), caller);
}

}  // namespace

Result<Answer> start_job(Console& console, const std::string& kind, const Json& request, const Caller& caller,
                         const std::string& why) {
  RUNSEAL_TRY(const auto job, console.jobs.submit(kind, request, service::actor_of(caller, why)));
  return Answer::json(job, 202);
}

std::vector<Route> jobs_routes() {
  return {{Method::get, "/api/v1/jobs", Permission::view, list},
          {Method::get, "/api/v1/jobs/{id}", Permission::view, show},
          {Method::delete_, "/api/v1/jobs/{id}", Permission::view, cancel},
          {Method::post, "/api/v1/backup", Permission::administer, back_up}};
}

}  // namespace runseal::console
