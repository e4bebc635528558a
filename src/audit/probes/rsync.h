#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

// An rsync daemon: its modules, and which of them open without a password.
[[nodiscard]] std::unique_ptr<Probe> rsync_probe();
// The same inside TLS, as rsync-ssl(1) speaks to it: rsyncs://.
[[nodiscard]] std::unique_ptr<Probe> rsyncs_probe(const ProbeSettings& settings = {});

}  // namespace runseal::audit
