// Every route of the console, by name: a file a resource.
#include "console/route.h"

namespace runseal::console {
namespace {

std::vector<Route> gather() {
  std::vector<Route> all;
  return all;
}

}  // namespace

const std::vector<Route>& all_routes() {
  static const std::vector<Route> routes = gather();
  return routes;
}

}  // namespace runseal::console
