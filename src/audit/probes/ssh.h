#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

// SSH, and SFTP inside it: what is offered, the host keys (each proven by a key exchange), how one may log in.
[[nodiscard]] std::unique_ptr<Probe> ssh_probe();

}  // namespace runseal::audit
