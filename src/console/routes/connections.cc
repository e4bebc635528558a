// Connections as they were measured last, each with its history, and what to do about them.
#include "console/routes/connections.h"

#include "base/endpoint.h"
#include "base/text.h"
#include "console/fields.h"
#include "console/rows.h"
#include "service/directory.h"
#include "service/plan.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

constexpr std::size_t most_devices_shown = 100;  // of one connection
constexpr std::uint64_t most_planned = 20;       // each is judged anew, for all its devices

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto page, store::list_connections(workspace.database(), query, request.asked("state")));
    Json items = Json::array();
    for (const auto& row : page.items) {
      RUNSEAL_TRY(const auto devices,
                  store::devices_connected_to(workspace.database(), row.endpoint, most_devices_shown));
      items.push_back(as_json(row, devices));
    }
    return list_answer(std::move(items), page.total);
  });
}

Json latest_of(const store::Kept<store::Measurement>& kept) {
  return {
      {"observation", kept.record.observation}, {"assessment", kept.record.assessment}, {"evidence", kept.evidence}};
}

Result<Answer> show(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto endpoint, base::parse_endpoint(request.asked("endpoint")));
  RUNSEAL_TRY(const auto query, list_query(request, 100));
  const auto url = endpoint.url();
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    auto& database = workspace.database();
    RUNSEAL_TRY(const auto rows, store::connections_named(database, {url}));
    if (rows.empty())
      return fail(ErrorCode::not_found, "nobody has declared or measured " + base::printable(url, 200), {},
                  "declare it as a connection of a device");
    RUNSEAL_TRY(const auto devices, store::devices_connected_to(database, url, most_devices_shown));
    RUNSEAL_TRY(const auto latest, store::latest_measurement(database, url));
    RUNSEAL_TRY(const auto history, store::history_of(database, url, query));
    RUNSEAL_TRY(const auto plans, service::plan_for(workspace, {url}));
    Json told = Json::array();
    for (const auto& row : history.items) told.push_back(as_json(row));
    return Answer::json({{"endpoint", url},
                         {"devices", devices},
                         {"device_count", rows.at(url).devices},
                         {"latest", latest ? latest_of(*latest) : Json()},
                         {"plan", plans.empty() ? Json() : Json(plans.front())},
                         {"history", std::move(told)},
                         {"history_total", history.total}});
  });
}

Result<Answer> observation(Console& console, const Request& request, const Caller&) {
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto kept, store::find_measurement(workspace.database(), request.param("id")));
    if (!kept) return fail(ErrorCode::not_found, "there is no such observation");
    auto out = latest_of(*kept);
    out["devices"] = kept->record.devices;
    return Answer::json(out);
  });
}

// A page of connections by how bad they were when they were measured last; each page is ranked as `runseal plan` does.
Result<Answer> plan(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(auto query, list_query(request, most_planned));
  query.limit = std::min(query.limit, most_planned);
  query.sort = query.sort.empty() ? "worst" : query.sort;
  query.descending = query.descending || request.asked("sort").empty();
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto page, store::list_connections(workspace.database(), query, request.asked("state")));
    std::vector<std::string> endpoints;
    for (const auto& row : page.items) endpoints.push_back(row.endpoint);
    if (endpoints.empty()) return list_answer(Json::array(), page.total);
    RUNSEAL_TRY(const auto plans, service::plan_for(workspace, endpoints));
    return list_answer(plans, page.total);
  });
}

}  // namespace

std::vector<Route> connections_routes() {
  using service::Permission;
  return {
      {Method::get, "/api/v1/connections", Permission::view, list},
      {Method::get, "/api/v1/connection", Permission::view, show},
      {Method::get, "/api/v1/observations/{id}", Permission::view, observation},
      {Method::get, "/api/v1/plan", Permission::view, plan},
  };
}

}  // namespace runseal::console
