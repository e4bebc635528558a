// What is measured: endpoints by the names that users give, each once with its devices.
#include "audit/local_mounts.h"
#include "base/endpoint.h"
#include "base/text.h"
#include "service/measure.h"
#include "store/lists.h"

namespace runseal::service {
namespace {

bool looks_like_an_endpoint(const std::string& name) {
  return name.find("://") != std::string::npos || name.starts_with("\\\\");
}

using FindDevice = std::function<Result<std::optional<model::Device>>(const std::string& id)>;

Result<std::vector<std::string>> endpoints_named(const FindDevice& find, const std::vector<std::string>& names) {
  std::vector<std::string> urls;
  for (const auto& name : names) {
    if (looks_like_an_endpoint(name)) {
      RUNSEAL_TRY(const auto endpoint, base::parse_endpoint(name));
      urls.push_back(endpoint.url());
      continue;
    }
    RUNSEAL_TRY(const auto device, find(name));
    if (!device)
      return fail(ErrorCode::not_found, "no device \"" + base::printable(name, 60) + "\"", {},
                  "`runseal device list` shows the inventory; an address is written smb://host/share");
    if (device->connections.empty())
      return fail(ErrorCode::invalid, "the device \"" + name + "\" has no connections to measure", {},
                  "declare one: `runseal device connect " + name + " smb://host/share`");
    urls.insert(urls.end(), device->connections.begin(), device->connections.end());
  }
  return urls;
}

// Each endpoint once, in the order it is first named.
class Targets {
 public:
  // Errors: invalid.
  Result<Target*> at(const std::string& url) {
    if (const auto known = places_.find(url); known != places_.end()) return &all_[known->second];
    RUNSEAL_TRY(auto endpoint, base::parse_endpoint(url));
    places_.emplace(url, all_.size());
    return &all_.emplace_back(std::move(endpoint), std::vector<model::Device>{});
  }
  std::vector<Target> take() { return std::move(all_); }

 private:
  std::vector<Target> all_;
  std::map<std::string, std::size_t> places_;
};

Result<std::vector<Target>> every_target(const std::vector<model::Device>& inventory) {
  Targets targets;
  for (const auto& device : inventory) {
    for (const auto& url : device.connections) {
      RUNSEAL_TRY(auto* target, targets.at(url));
      const bool again = !target->devices.empty() && target->devices.back().id == device.id;
      if (!again) target->devices.push_back(device);
    }
  }
  auto all = targets.take();
  if (all.empty())
    return fail(ErrorCode::not_found, "no device in the inventory has a connection", {},
                "declare one: `runseal device connect DEVICE smb://host/share`");
  return all;
}

}  // namespace

Result<std::vector<Target>> targets_named(Workspace& workspace, const std::vector<std::string>& names) {
  auto& database = workspace.database();
  if (names.empty()) {
    RUNSEAL_TRY(auto kept, store::all_devices(database));
    std::vector<model::Device> inventory;
    for (auto& one : kept) inventory.push_back(std::move(one.record));
    return every_target(inventory);
  }
  const auto find = [&](const std::string& id) -> Result<std::optional<model::Device>> {
    RUNSEAL_TRY(auto kept, store::find_device(database, id));
    return kept ? std::optional(std::move(kept->record)) : std::nullopt;
  };
  RUNSEAL_TRY(const auto urls, endpoints_named(find, names));
  Targets targets;
  for (const auto& url : urls) {
    RUNSEAL_TRY(auto* target, targets.at(url));
    if (!target->devices.empty()) continue;
    RUNSEAL_TRY(const auto ids, store::devices_connected_to(database, url));
    RUNSEAL_TRY(auto devices, store::devices_named(database, ids));
    for (auto& kept : devices) target->devices.push_back(std::move(kept.record));
  }
  return targets.take();
}

Result<std::vector<Target>> targets_among(const std::vector<model::Device>& inventory,
                                          const std::vector<std::string>& names) {
  if (names.empty()) return every_target(inventory);
  const auto find = [&](const std::string& id) -> Result<std::optional<model::Device>> {
    const auto found = std::ranges::find(inventory, id, &model::Device::id);
    return found == inventory.end() ? std::nullopt : std::optional(*found);
  };
  RUNSEAL_TRY(const auto urls, endpoints_named(find, names));
  Targets targets;
  for (const auto& url : urls) {
    RUNSEAL_TRY(auto* target, targets.at(url));
    if (!target->devices.empty()) continue;
    std::ranges::copy_if(inventory, std::back_inserter(target->devices), [&](const model::Device& device) {
      return std::ranges::find(device.connections, url) != device.connections.end();
    });
  }
  return targets.take();
}

Result<std::vector<std::string>> mounts_of_this_machine() {
  RUNSEAL_TRY(const auto mounts, audit::read_local_mounts("/"));
  std::vector<std::string> urls;
  for (const auto& point : audit::network_mount_points(mounts))
    urls.push_back(base::Endpoint{"mount", {}, 0, point}.url());
  if (urls.empty())
    return fail(ErrorCode::not_found, "no share is mounted on this machine, and none is declared",
                "/proc/self/mountinfo");
  return urls;
}

}  // namespace runseal::service
