// What to change so that an NFS export takes Kerberos with encryption alone. docs/manual/remedies-nfs.md shows them
// all.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// One for each kind of server, and then those of nfs_device_remedies().
[[nodiscard]] std::vector<model::Remedy> nfs_remedies(const std::string& endpoint,
                                                      const std::vector<model::Device>& devices);
// The devices' own end: "this device" where one remedy fits all (also when no device is known), else "devices a, b".
[[nodiscard]] std::vector<model::Remedy> nfs_device_remedies(const std::string& endpoint,
                                                             const std::vector<model::Device>& devices);

}  // namespace runseal::audit
