// How far the devices' end of a connection other than SMB can go. Only what their makers have published of an operating
// system; a program that brings an implementation of its own decides for itself, and the inventory does not know it.
#pragma once

#include <string>
#include <vector>

#include "model/device.h"

namespace runseal::audit {

struct DevicesEnd {
  bool known = false;   // of every device, whether it can speak the best
  std::string gateway;  // why those that cannot need one; empty: none that is known
  std::vector<std::string> remains;
};

// `scheme`: of the connection's address.
[[nodiscard]] DevicesEnd devices_end(const std::string& scheme, const std::vector<model::Device>& devices);

}  // namespace runseal::audit
