// A connection inside WireGuard, IPsec or SSH: what somebody declares, and what was measured. docs/manual/tunnels.md
// says how much each counts for.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

inline constexpr const char* route_fact = "route";  // audit/route.h, or "not told"

// After the rules of the protocol: may make integrity and confidentiality better, never peer authenticity.
void judge_tunnel(model::Assessment& into, const model::Observation& observation,
                  const std::vector<model::Device>& devices);
[[nodiscard]] std::vector<std::string> tunnel_finding_ids();

}  // namespace runseal::audit
