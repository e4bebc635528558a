#pragma once

#include <vector>

#include "audit/rules/ssh_facts.h"
#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// "OpenSSH": for the server.
[[nodiscard]] model::Remedy openssh_remedy(const SshFacts& facts);
// The devices' end: the line of known hosts, and the setting that makes a client refuse others.
[[nodiscard]] model::Remedy ssh_device_remedy(const std::string& endpoint, const SshFacts& facts,
                                              const std::vector<model::Device>& devices);

}  // namespace runseal::audit
