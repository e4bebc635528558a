// The lists of SSH host keys that somebody vouched for: what a measured server is held against.
#pragma once

#include <vector>

#include "audit/rules/ssh_known.h"
#include "base/config.h"
#include "base/result.h"

namespace runseal::service {

// The file of audit.known_hosts, or the user's and the system's where they are there. Errors: those of reading; a file
// that was named must be there.
Result<std::vector<audit::KnownHosts>> known_hosts(const base::Config& config);

}  // namespace runseal::service
