// NFS: which versions a server serves, what security an export asks for in each, whether it speaks TLS, and whom it
// lets in.
#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

[[nodiscard]] std::unique_ptr<Probe> nfs_probe(ProbeSettings settings = {});

}  // namespace runseal::audit
