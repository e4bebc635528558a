// Measuring on request: a job that asks endpoints and records what they would accept.
#include "console/routes/audits.h"

#include "audit/all_probes.h"
#include "console/fields.h"
#include "console/routes/jobs.h"
#include "service/job_request.h"

namespace runseal::console {
namespace {

Result<Answer> start(Console& console, const Request& request, const service::Caller& caller) {
  RUNSEAL_TRY(auto wanted, request.json());
  RUNSEAL_TRY(const auto why, service::text_in(wanted, "why"));
  wanted.erase("why");
  return start_job(console, "audit", wanted, caller, why);
}

Result<Answer> probes(Console&, const Request&, const service::Caller&) {
  Json items = Json::array();
  for (const auto& probe : audit::all_probes()) {
    const auto told = probe->describe();
    items.push_back({{"name", told.name},
                     {"schemes", told.schemes},
                     {"port", told.port},
                     {"sends", told.sends},
                     {"local", told.local}});
  }
  const auto total = items.size();
  return list_answer(std::move(items), total);
}

}  // namespace

std::vector<Route> audits_routes() {
  return {{Method::post, "/api/v1/audits", service::Permission::measure, start},
          {Method::get, "/api/v1/probes", service::Permission::view, probes}};
}

}  // namespace runseal::console
