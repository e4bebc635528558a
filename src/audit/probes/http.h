// HTTP and what speaks it (WebDAV, S3): is it inside TLS, what does it let in without a login, does it also serve in
// clear? Never sends content, a password, or any method that changes something.
#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

[[nodiscard]] std::unique_ptr<Probe> http_probe();
[[nodiscard]] std::unique_ptr<Probe> https_probe(const ProbeSettings& settings);

}  // namespace runseal::audit
