#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

// An rsync daemon: its modules, and which of them open without a password.
[[nodiscard]] std::unique_ptr<Probe> rsync_probe();

}  // namespace runseal::audit
