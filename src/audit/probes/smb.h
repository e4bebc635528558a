// SMB: which dialects a server takes, whether it requires signing, whether it can encrypt, whom it lets in unknown.
#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

[[nodiscard]] std::unique_ptr<Probe> smb_probe();

}  // namespace runseal::audit
