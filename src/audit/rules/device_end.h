// The remedies for the devices' own end.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// Where it depends only on whether a device runs Linux.
struct DeviceEnd {
  std::string language;   // of on_linux
  std::string on_linux;   // to paste; on a server that is ours
  std::string elsewhere;  // what to set in the program of a device
  std::string undo;
  std::string may_break;
};

// "this device" where one fits all, also when no device is known; else "devices a, b" for each of the two.
[[nodiscard]] std::vector<model::Remedy> device_remedies(const DeviceEnd& end,
                                                         const std::vector<model::Device>& devices);

// Where it depends on the device: one remedy for each different text that `make` gives, for all devices that it fits.
// No device known: that of nullptr.
[[nodiscard]] std::vector<model::Remedy> remedies_by_text(
    const std::vector<model::Device>& devices, const std::function<model::Remedy(const model::Device*)>& make);
// What every such text ends with: who must be asked, and that both modes are met.
[[nodiscard]] std::string about_the_device(const model::Device* device);

}  // namespace runseal::audit
