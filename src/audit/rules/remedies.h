// What to change, as text to paste: one remedy a target that does everything at once, never fragments that undo each
// other. docs/manual/remedies.md shows them all with their reasons.
#pragma once

#include "audit/rules/device_limits.h"
#include "model/audit.h"

namespace runseal::audit {

// "Samba", "Windows Server", "Group Policy": for the server, and then those of smb_device_remedies().
// As long as one of the devices cannot encrypt, none of the server's remedies would cut it off.
[[nodiscard]] std::vector<model::Remedy> smb_remedies(const std::string& endpoint,
                                                      const std::vector<model::Device>& devices);

// The devices' own end: "this device" where one remedy fits all (also when no device is known), else "devices a, b".
[[nodiscard]] std::vector<model::Remedy> smb_device_remedies(const std::string& endpoint,
                                                             const std::vector<model::Device>& devices);

}  // namespace runseal::audit
