// What to change, as text to paste: one remedy a target that does everything at once, never fragments that undo each
// other. docs/manual/remedies.md shows them all with their reasons.
#pragma once

#include "audit/rules/device_limits.h"
#include "model/audit.h"

namespace runseal::audit {

// "Samba", "Windows Server", "Group Policy", "this device": for the server, and for the device that uses it.
// A device that cannot encrypt never gets a remedy that would cut it off.
[[nodiscard]] std::vector<model::Remedy> smb_remedies(const std::string& endpoint, const model::Device* device);

// Only the device's own end.
[[nodiscard]] model::Remedy smb_device_remedy(const std::string& endpoint, const model::Device* device);

}  // namespace runseal::audit
