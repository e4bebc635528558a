// Mounts of this machine: asks nothing over the network, reads what the kernel and the system's files say.
#pragma once

#include "audit/local_mounts.h"
#include "audit/probe.h"

namespace runseal::audit {

[[nodiscard]] std::unique_ptr<Probe> mount_probe(base::Path root = "/");

// The same without a probe: what lies at `path`, an absolute path of this machine, of which nothing is touched.
void look_at_mount(const base::Path& root, const std::string& path, model::Observation& into);
// What is said of it, given what was read: also for tables that were saved on another machine.
void describe_mount(const LocalMounts& mounts, const std::string& path, const std::string& exchange,
                    model::Observation& into);

}  // namespace runseal::audit
