#include "audit/rules/device_end.h"

#include <algorithm>

#include "audit/rules/device_limits.h"
#include "base/text.h"

namespace runseal::audit {
namespace {

using model::Device;
using model::Remedy;

constexpr const char* ask_the_manufacturer =
    "The control computer of an instrument is part of a medical device: ask its manufacturer before changing a setting "
    "on it, and install nothing.\n";
constexpr const char* both_modes =
    "A device here runs in Dx and in RUO mode over the same connection: the change meets both together. Send a test "
    "run "
    "in each mode afterwards.\n";

std::string which(const std::vector<Device>& devices, bool all) {
  if (all) return "this device";
  std::vector<std::string> ids;
  for (const auto& device : devices) ids.push_back(device.id);
  return "devices " + base::join(ids, ", ");
}

Remedy remedy_for(const DeviceEnd& end, bool on_linux, const std::vector<Device>& devices, bool all) {
  auto text = on_linux ? end.on_linux : end.elsewhere + ask_the_manufacturer;
  if (std::ranges::any_of(devices, has_both_modes)) text += (on_linux ? "# " : "") + std::string(both_modes);
  return {which(devices, all), on_linux ? end.language : "text", text, end.undo, end.may_break};
}

}  // namespace

std::vector<Remedy> device_remedies(const DeviceEnd& end, const std::vector<Device>& devices) {
  std::vector<Device> on_linux, others;
  for (const auto& device : devices) (is_linux(device) ? on_linux : others).push_back(device);
  std::vector<Remedy> remedies;
  if (!on_linux.empty()) remedies.push_back(remedy_for(end, true, on_linux, others.empty()));
  if (!others.empty() || devices.empty()) remedies.push_back(remedy_for(end, false, others, on_linux.empty()));
  return remedies;
}

std::vector<Remedy> remedies_by_text(const std::vector<Device>& devices,
                                     const std::function<Remedy(const Device*)>& make) {
  if (devices.empty()) return {make(nullptr)};
  std::vector<Remedy> remedies;
  for (const auto& device : devices) {
    auto remedy = make(&device);
    const auto same = std::ranges::find(remedies, remedy.text, &Remedy::text);
    if (same != remedies.end()) {
      same->target += ", " + device.id;
    } else {
      remedy.target = "devices " + device.id;
      remedies.push_back(std::move(remedy));
    }
  }
  if (remedies.size() == 1) remedies.front().target = "this device";
  return remedies;
}

std::string about_the_device(const Device* device) {
  std::string text = device && is_linux(*device) ? "" : ask_the_manufacturer;
  if (device && has_both_modes(*device))
    text +=
        "This device runs in Dx and in RUO mode over the same connection: the change meets both together. Send a test "
        "run in each mode afterwards.\n";
  return text;
}

}  // namespace runseal::audit
