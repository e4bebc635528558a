// Every route of the console, by name: a file a resource.
#include "console/route.h"
#include "console/routes/accounts.h"
#include "console/routes/health.h"
#include "console/routes/me.h"
#include "console/routes/session.h"

namespace runseal::console {
namespace {

std::vector<Route> gather() {
  std::vector<Route> all;
  for (const auto& some : {
           health_routes(),
           session_routes(),
           me_routes(),
           account_routes(),
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
