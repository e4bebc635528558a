// How this machine goes to an address: through which interface, and whether a tunnel is shown to carry it. Asks this
// machine's kernel (rtnetlink(7), XFRM), sends nothing.
#pragma once

#include <string>

#include <boost/asio/ip/address.hpp>

#include "base/files.h"
#include "base/json.h"
#include "base/result.h"

namespace runseal::audit {

struct Route {
  std::string interface;
  std::string tunnel = "none";  // wireguard, ipsec, ssh, none
  bool integrity = false;       // of the tunnel
  bool confidentiality = false;
  bool ends_at_server = false;  // shown, not said
  std::string detail;           // what shows it
};
RUNSEAL_JSON(Route)

// To a TCP port. `root`: where /sys and /proc lie. Errors: not_found (no route), io.
// IPsec is told only to a process that may administer the network; others get what the interface says.
[[nodiscard]] Result<Route> route_to(const boost::asio::ip::address& address, std::uint16_t port,
                                     const base::Path& root = "/");

}  // namespace runseal::audit
