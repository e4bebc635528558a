// What stands where, and what needs somebody today.
#include "console/routes/overview.h"

#include "console/memory.h"
#include "service/directory.h"
#include "service/overview.h"
#include "service/transfer_board.h"

namespace runseal::console {
namespace {

using service::Workspace;

std::string text(const std::optional<model::Found<std::string>>& found) { return found ? found->value : ""; }

Json notices_of(const service::Overview& overview) {
  Json out = Json::array();
  for (const auto& one : overview.notices)
    out.push_back({{"id", one.notice.id},
                   {"title", text(one.notice.title)},
                   {"state", one.state()},
                   {"open", one.standing.open},
                   {"done", one.standing.done},
                   {"affected", one.standing.affected}});
  return out;
}

// What has no host stands on this machine: each such place is a storage of its own.
std::string host_of(const store::ConnectionRow& row) { return row.host.empty() ? row.endpoint : row.host; }

Json network_of(const service::NetworkPart& part) {
  Json devices = Json::array();
  for (const auto& device : part.devices)
    devices.push_back({{"id", device.id},
                       {"name", device.name},
                       {"site", device.site},
                       {"role", device.role},
                       {"affected", part.affected.contains(device.id)}});
  Json connections = Json::array();
  std::set<std::string> hosts;
  for (const auto& [row, device] : part.lines) {
    hosts.insert(host_of(row));
    connections.push_back({{"endpoint", row.endpoint},
                           {"device", device},
                           {"host", host_of(row)},
                           {"protocol", row.protocol},
                           {"at", row.at},
                           {"integrity", row.integrity},
                           {"confidentiality", row.confidentiality},
                           {"peer_authenticity", row.peer_authenticity},
                           {"declared_only", row.at.empty()},
                           {"worst", row.worst}});
  }
  Json storages = Json::array();
  for (const auto& host : hosts) storages.push_back({{"host", host}});
  return {{"devices", std::move(devices)},
          {"storages", std::move(storages)},
          {"connections", std::move(connections)},
          {"devices_in_all", part.devices_in_all},
          {"connections_in_all", part.connections_in_all}};
}

Result<Answer> show(Console& console, const Request&, const service::Caller& caller) {
  RUNSEAL_TRY(const auto found, console.directory.read<service::Overview>([&](Workspace& workspace) {
    return service::overview(workspace, console.memory->standings, &caller);
  }));
  Json todo = Json::array();
  for (const auto& one : found.todo)
    todo.push_back({{"kind", one.kind}, {"text_key", one.key}, {"params", one.params}, {"link", one.link}});
  const auto live = console.transfers != nullptr ? console.transfers->items().size() : 0;
  return Answer::json({{"todo", std::move(todo)},
                       {"notices", notices_of(found)},
                       {"network", network_of(found.network)},
                       {"runs", {{"sealed", found.sealed_runs}, {"broken", found.broken_runs.size()}, {"live", live}}},
                       {"evidence", {{"size", found.evidence_size}, {"at", found.evidence_at}}}});
}

}  // namespace

std::vector<Route> overview_routes() { return {{Method::get, "/api/v1/overview", service::Permission::view, show}}; }

}  // namespace runseal::console
