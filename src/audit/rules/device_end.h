// The remedy for the devices' own end, where it depends only on whether a device runs Linux.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

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

}  // namespace runseal::audit
