// The inventory: lists, one device with what is known of it, adding and changing, and whole inventories from CSV.
#include "console/routes/devices.h"

#include "base/text.h"
#include "console/fields.h"
#include "console/rows.h"
#include "notice/inventory.h"
#include "notice/match.h"
#include "service/directory.h"
#include "service/notices.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Workspace;

constexpr std::size_t most_of_an_inventory = 16U << 20U;

// How a device's connections were measured, in numbers.
Json measured_of(const model::Device& device, const std::map<std::string, store::ConnectionRow>& rows) {
  std::uint64_t measured = 0;
  std::uint64_t secure = 0;
  auto worst = model::Severity::info;
  for (const auto& endpoint : device.connections) {
    const auto row = rows.find(endpoint);
    if (row == rows.end() || row->second.at.empty()) continue;
    ++measured;
    if (row->second.secure()) ++secure;
    worst = std::max(worst, row->second.worst);
  }
  return {{"connections", device.connections.size()}, {"measured", measured}, {"protected", secure}, {"worst", worst}};
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto query, list_query(request));
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto page, store::list_devices(workspace.database(), query));
    std::vector<std::string> endpoints;
    for (const auto& kept : page.items)
      endpoints.insert(endpoints.end(), kept.record.connections.begin(), kept.record.connections.end());
    RUNSEAL_TRY(const auto rows, store::connections_named(workspace.database(), endpoints));
    Json items = Json::array();
    for (const auto& kept : page.items) {
      Json item = kept.record;
      item["measured"] = measured_of(kept.record, rows);
      item["evidence"] = kept.evidence;
      items.push_back(std::move(item));
    }
    return list_answer(std::move(items), page.total);
  });
}

Result<store::Kept<model::Device>> existing(Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(auto device, store::find_device(workspace.database(), id));
  if (!device) return fail(ErrorCode::not_found, "no device \"" + base::printable(id, 60) + "\" is in the inventory");
  return std::move(*device);
}

Result<Json> connections_of(Workspace& workspace, const model::Device& device) {
  Json connections = Json::array();
  for (const auto& endpoint : device.connections) {
    RUNSEAL_TRY(const auto kept, store::latest_measurement(workspace.database(), endpoint));
    Json one{{"endpoint", endpoint}, {"observation", nullptr}, {"assessment", nullptr}, {"evidence", nullptr}};
    if (kept) {
      one["observation"] = kept->record.observation;
      one["assessment"] = kept->record.assessment;
      one["evidence"] = kept->evidence;
    }
    connections.push_back(std::move(one));
  }
  return connections;
}

Result<Json> matches_of(Workspace& workspace, const model::Device& device) {
  RUNSEAL_TRY(const auto notices, service::every_notice(workspace));
  Json matches = Json::array();
  for (const auto& notice : notices) {
    Json match = notice::match_device(notice, device);
    match["notice_id"] = notice.id;
    match["notice_title"] = notice.title ? notice.title->value : "";
    matches.push_back(std::move(match));
  }
  return matches;
}

Result<Answer> show(Console& console, const Request& request, const Caller&) {
  return console.directory.read<Answer>([&](Workspace& workspace) -> Result<Answer> {
    RUNSEAL_TRY(const auto kept, existing(workspace, request.param("id")));
    RUNSEAL_TRY(auto connections, connections_of(workspace, kept.record));
    RUNSEAL_TRY(auto matches, matches_of(workspace, kept.record));
    return Answer::json({{"device", kept.record},
                         {"evidence", kept.evidence},
                         {"connections", std::move(connections)},
                         {"matches", std::move(matches)}});
  });
}

// Who declares a tunnel, and when, is not for the request to say.
void sign_tunnels(const model::Device& before, model::Device& now, const Caller& caller, Instant at) {
  for (auto& tunnel : now.tunnels) {
    const auto same = [&](const model::Tunnel& known) {
      return known.connection == tunnel.connection && known.kind == tunnel.kind && known.why == tunnel.why;
    };
    const auto known = std::ranges::find_if(before.tunnels, same);
    tunnel.by = known != before.tunnels.end() ? known->by : caller.full_name;
    tunnel.at = known != before.tunnels.end() ? known->at : base::format_instant(at);
  }
}

Result<> must_say_why(const model::Device& device) {
  for (const auto& tunnel : device.tunnels)
    if (base::trim(tunnel.why).empty())
      return fail(ErrorCode::invalid, "say what makes you sure of the tunnel that carries " + tunnel.connection,
                  "tunnels");
  return {};
}

// Text fields of the wrong type are refused, an unknown role as well; what is missing is empty.
Result<model::Device> device_in(const Json& body, const std::string& id) {
  Json given = body;
  given.erase("why");
  given["id"] = id;
  RUNSEAL_TRY(auto device, base::from_json<model::Device>(given, "the request"));
  RUNSEAL_CHECK(must_say_why(device));
  return notice::complete_device(std::move(device));
}

Result<std::uint64_t> save(Workspace& workspace, const model::Device& device) {
  RUNSEAL_TRY(const auto evidence, service::save_devices(workspace, {device}, "console"));
  return evidence.front();
}

Result<Answer> add(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto id, text_field(body, "id"));
  RUNSEAL_TRY(auto device, device_in(body, id));
  sign_tunnels({}, device, caller, console.directory.now());
  RUNSEAL_TRY(const auto evidence,
              console.directory.write<std::uint64_t>(
                  service::actor_of(caller), [&](Workspace& workspace) -> Result<std::uint64_t> {
                    RUNSEAL_TRY(const auto there, store::find_device(workspace.database(), device.id));
                    if (there)
                      return fail(ErrorCode::exists, "there is already a device \"" + device.id + "\"", "id",
                                  "give it another id");
                    return save(workspace, device);
                  }));
  return Answer::json({{"device", device}, {"evidence", evidence}}, 201);
}

Result<Answer> change(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto body, request.json());
  RUNSEAL_TRY(const auto why, needed_text(body, "why"));
  const auto& id = request.param("id");
  RUNSEAL_TRY(auto device, device_in(body, id));
  RUNSEAL_TRY(const auto evidence,
              console.directory.write<std::uint64_t>(service::actor_of(caller, base::printable(why, 1000)),
                                                     [&](Workspace& workspace) -> Result<std::uint64_t> {
                                                       RUNSEAL_TRY(const auto before, existing(workspace, id));
                                                       sign_tunnels(before.record, device, caller, workspace.now());
                                                       return save(workspace, device);
                                                     }));
  return Answer::json({{"device", device}, {"evidence", evidence}});
}

Json rejected(const notice::Inventory& inventory) {
  Json out = Json::array();
  for (const auto& problem : inventory.problems) out.push_back({{"line", problem.line}, {"reason", problem.reason}});
  return out;
}

// A hundred devices are enough to look at; the number is that of all.
Json first_of(const std::vector<model::Device>& devices) {
  Json out = Json::array();
  for (std::size_t i = 0; i < std::min<std::size_t>(devices.size(), 100); ++i) out.push_back(devices[i]);
  return out;
}

Result<Answer> import_inventory(Console& console, const Request& request, const Caller& caller) {
  const auto name = base::printable(base::Path(request.asked("file_name")).filename().string(), 200);
  RUNSEAL_TRY(const auto inventory, notice::read_inventory(base::as_bytes(request.body)));
  const bool saves = !flag(request, "dry_run") && (inventory.problems.empty() || flag(request, "keep_good"));
  service::TakenInventory taken;
  if (saves) {
    const auto actor = service::actor_of(caller, request.asked("why"));
    RUNSEAL_TRY(taken, console.directory.write<service::TakenInventory>(actor, [&](Workspace& workspace) {
      return service::take_in_inventory(workspace, inventory.devices, name.empty() ? "console" : name);
    }));
  } else {
    RUNSEAL_TRY(taken.devices, console.directory.read<std::vector<model::Device>>([&](Workspace& workspace) {
      return service::merged_with_inventory(workspace, inventory.devices);
    }));
  }
  return Answer::json({{"devices", taken.devices.size()},
                       {"preview", first_of(taken.devices)},
                       {"rejected", rejected(inventory)},
                       {"ignored_columns", inventory.ignored_columns},
                       {"saved", saves},
                       {"evidence", taken.evidence}});
}

}  // namespace

std::vector<Route> devices_routes() {
  using service::Permission;
  return {
      {Method::get, "/api/v1/devices", Permission::view, list},
      {Method::post, "/api/v1/devices", Permission::maintain, add},
      {Method::post, "/api/v1/devices/inventory", Permission::maintain, import_inventory, most_of_an_inventory},
      {Method::get, "/api/v1/devices/{id}", Permission::view, show},
      {Method::put, "/api/v1/devices/{id}", Permission::maintain, change},
  };
}

}  // namespace runseal::console
