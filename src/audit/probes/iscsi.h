#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

// An iSCSI portal: its targets, and which of them open without a password.
[[nodiscard]] std::unique_ptr<Probe> iscsi_probe();

}  // namespace runseal::audit
