#include "app/records.h"

#include <algorithm>

#include "app/records_answer.h"
#include "app/why.h"
#include "base/text.h"
#include "service/notices.h"

namespace runseal::app::records {
namespace {
constexpr std::size_t max_inventory = 64U << 20U;
constexpr std::size_t most_told = 100;
}  // namespace
Result<std::vector<model::Device>> devices(const Context& context) {
  std::vector<model::Device> out;
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto items, service->all_items("/devices"));
    RUNSEAL_TRY(out, base::from_json<std::vector<model::Device>>(items, the_answer));
    std::ranges::sort(out, {}, &model::Device::id);
    return out;
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto kept, store::all_devices(workspace.database()));
  for (const auto& one : kept) out.push_back(one.record);
  return out;
}

namespace {

Result<model::Device> existing(service::Workspace& workspace, const std::string& id) {
  RUNSEAL_TRY(auto device, store::find_device(workspace.database(), id));
  if (!device)
    return fail(ErrorCode::not_found, "no device \"" + base::printable(id, 60) + "\"", {},
                "`runseal device list` shows the inventory");
  return std::move(device->record);
}

}  // namespace

Result<ShownDevice> device(const Context& context, const std::string& id) {
  ShownDevice out;
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->get(at("/devices/", id)));
    RUNSEAL_TRY(out.device, part<model::Device>(answer, "device"));
    RUNSEAL_TRY(const auto connections, part<std::vector<Json>>(answer, "connections"));
    for (const auto& one : connections) {
      if (one.value("assessment", Json()).is_null()) continue;
      RUNSEAL_TRY(out.latest[one.value("endpoint", "")], part<model::Assessment>(one, "assessment"));
    }
    return out;
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(out.device, existing(workspace, id));
  for (const auto& endpoint : out.device.connections) {
    RUNSEAL_TRY(const auto measured, store::latest_measurement(workspace.database(), endpoint));
    if (measured) out.latest[endpoint] = measured->record.assessment;
  }
  return out;
}

namespace {

Result<ImportedInventory> imported_by(Remote& service, const std::string& file_name, ByteView content, bool keep_good,
                                      const std::string& why) {
  Remote::Query query{{"file_name", file_name}, {"why", why}};
  if (keep_good) query["keep_good"] = "1";
  RUNSEAL_TRY(const auto answer, service.post_bytes("/devices/inventory", content, query));
  ImportedInventory out;
  RUNSEAL_TRY(out.count, part<std::uint64_t>(answer, "devices"));
  RUNSEAL_TRY(out.inventory.devices, part<std::vector<model::Device>>(answer, "preview"));
  RUNSEAL_TRY(out.inventory.ignored_columns, part<std::vector<std::string>>(answer, "ignored_columns"));
  RUNSEAL_TRY(out.saved, part<bool>(answer, "saved"));
  RUNSEAL_TRY(const auto rejected, part<std::vector<Json>>(answer, "rejected"));
  for (const auto& row : rejected) {
    notice::RowProblem problem;
    RUNSEAL_TRY(problem.line, part<decltype(problem.line)>(row, "line"));
    RUNSEAL_TRY(problem.reason, part<std::string>(row, "reason"));
    out.inventory.problems.push_back(std::move(problem));
  }
  return out;
}

}  // namespace

Result<ImportedInventory> import_inventory(const Context& context, const std::string& file, bool keep_good, bool all,
                                           const std::string& why) {
  const auto name = base::Path(file).filename().string();
  RUNSEAL_TRY(const auto content, base::real_files().read(file, max_inventory));
  ImportedInventory out;
  RUNSEAL_TRY(out.inventory, notice::read_inventory(content));
  auto& devices = out.inventory.devices;
  if (context.remote()) {
    if (all && devices.size() > most_told)
      return fail(ErrorCode::usage, "a service tells the first hundred devices of an inventory only", file,
                  "leave out --json, and ask `runseal device list --json` afterwards");
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    return imported_by(*service, name, content, keep_good, why);
  }
  out.count = devices.size();
  out.saved = out.inventory.problems.empty() || keep_good;
  if (!out.saved) return out;
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, why);
  RUNSEAL_TRY(auto taken, service::take_in_inventory(workspace, std::move(devices), name));
  devices = std::move(taken.devices);
  return out;
}

Result<std::uint64_t> add_device(const Context& context, const model::Device& device) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto answer, service->post("/devices", device));
    return part<std::uint64_t>(answer, "evidence");
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto there, store::find_device(workspace.database(), device.id));
  if (there)
    return fail(ErrorCode::exists, "there is already a device \"" + device.id + "\"", {},
                "give another --id, or add a connection to it with `runseal device connect " + device.id + " URL`");
  RUNSEAL_TRY(const auto evidence, service::save_devices(workspace, {device}, "command line"));
  return evidence.front();
}

Result<ChangedDevice> change_device(const Context& context, const std::string& id, const std::string& why,
                                    const std::function<Result<model::Device>(model::Device, Instant)>& change) {
  if (context.remote()) {
    RUNSEAL_TRY(const Service service, Remote::open(context.server));
    RUNSEAL_TRY(const auto before, service->get(at("/devices/", id)));
    RUNSEAL_TRY(auto device, part<model::Device>(before, "device"));
    RUNSEAL_TRY(device, change(std::move(device), base::system_clock().now()));
    Json body = device;
    body["why"] = why;
    RUNSEAL_TRY(const auto answer, service->put(at("/devices/", id), body));
    RUNSEAL_TRY(auto changed, part<model::Device>(answer, "device"));
    RUNSEAL_TRY(const auto evidence, part<std::uint64_t>(answer, "evidence"));
    return ChangedDevice{std::move(changed), evidence};
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(auto device, existing(workspace, id));
  RUNSEAL_TRY(device, change(std::move(device), workspace.clock().now()));
  RUNSEAL_TRY(const auto evidence, service::save_devices(workspace, {device}, "command line"));
  return ChangedDevice{std::move(device), evidence.front()};
}

}  // namespace runseal::app::records
