// What mirror ports and overlay networks put around packets: GRE with ERSPAN, VXLAN, IP in IP.
#pragma once

#include "capture/ip.h"

namespace runseal::capture {

// What a datagram carries as a tunnel. Nothing: it is none that is known here, or its headers are cut.
[[nodiscard]] std::optional<Carried> open_tunnel(const IpPacket& packet);

}  // namespace runseal::capture
