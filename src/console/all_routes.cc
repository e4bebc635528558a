// Every route of the console, by name: a file a resource.
#include "console/route.h"
#include "console/routes/events.h"
#include "console/routes/health.h"
#include "console/routes/jobs.h"
#include "console/routes/runs.h"
#include "console/routes/schedules.h"
#include "console/routes/transfers.h"

namespace runseal::console {
namespace {

std::vector<Route> gather() {
  std::vector<Route> all;
  for (const auto& some : {
           health_routes(),
           runs_routes(),
           transfers_routes(),
           jobs_routes(),
           events_routes(),
           schedules_routes(),
       })
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

const std::vector<Route>& all_routes() {
  static const std::vector<Route> routes = gather();
  return routes;
}

}  // namespace runseal::console
