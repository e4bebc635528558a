#include "audit/route.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "audit/local_listener.h"
#include "audit/netlink.h"
#include "audit/xfrm.h"
#include "base/json_fields.h"
#include "base/text.h"

namespace runseal::audit {

RUNSEAL_JSON_FIELDS(Route, interface, tunnel, integrity, confidentiality, ends_at_server, detail)

namespace {

using Ip = boost::asio::ip::address;

struct Hop {
  unsigned interface = 0;
  std::optional<Ip> source;
};

Bytes question(const Ip& address) {
  rtmsg message{};
  message.rtm_family = address.is_v6() ? AF_INET6 : AF_INET;
  const std::size_t length = address.is_v6() ? 16 : 4;
  message.rtm_dst_len = static_cast<unsigned char>(length * 8);
  rtattr attribute{};
  attribute.rta_len = static_cast<unsigned short>(RTA_LENGTH(length));
  attribute.rta_type = RTA_DST;
  Bytes bytes(NLMSG_ALIGN(sizeof message) + RTA_SPACE(length));
  std::memcpy(bytes.data(), &message, sizeof message);
  auto* at = bytes.data() + NLMSG_ALIGN(sizeof message);
  std::memcpy(at, &attribute, sizeof attribute);
  if (address.is_v6())
    std::ranges::copy(address.to_v6().to_bytes(), at + RTA_LENGTH(0));
  else
    std::ranges::copy(address.to_v4().to_bytes(), at + RTA_LENGTH(0));
  return bytes;
}

std::optional<Ip> address_in(ByteView value) {
  if (value.size() == 4) {
    std::array<std::uint8_t, 4> raw{};
    std::ranges::copy(value, raw.begin());
    return boost::asio::ip::address_v4(raw);
  }
  if (value.size() != 16) return {};
  std::array<std::uint8_t, 16> raw{};
  std::ranges::copy(value, raw.begin());
  return boost::asio::ip::address_v6(raw);
}

Result<Hop> first_hop(const Ip& address) {
  Hop hop;
  const auto read = [&](const NetlinkMessage& message) {
    if (message.type != RTM_NEWROUTE) return;
    each_attribute(message.body, sizeof(rtmsg), [&](std::uint16_t type, ByteView value) {
      if (type == RTA_OIF && value.size() == sizeof hop.interface)
        std::memcpy(&hop.interface, value.data(), sizeof hop.interface);
      if (type == RTA_PREFSRC) hop.source = address_in(value);
    });
  };
  RUNSEAL_CHECK(ask_netlink(NETLINK_ROUTE, RTM_GETROUTE, false, question(address), read));
  if (hop.interface == 0) return fail(ErrorCode::not_found, "no route leads there", address.to_string());
  return hop;
}

bool is_wireguard(const std::string& interface, const base::Path& root) {
  const auto text = base::real_files().read(root / "sys/class/net" / interface / "uevent", 4096);
  if (!text) return false;
  const auto content = base::as_text(*text);
  const auto lines = base::lines(content);
  return std::ranges::find(lines, "DEVTYPE=wireguard") != lines.end();
}

}  // namespace

Result<Route> route_to(const Ip& address, std::uint16_t port, const base::Path& root) {
  RUNSEAL_TRY(const auto hop, first_hop(address));
  std::array<char, IF_NAMESIZE> name{};
  Route route;
  if (::if_indextoname(hop.interface, name.data()) != nullptr) route.interface = name.data();
  if (is_wireguard(route.interface, root))
    return Route{route.interface, "wireguard", true, true, false, "the route leaves through " + route.interface};
  if (address.is_loopback()) {
    const auto program = listener_at(port, root);
    route.detail = program ? "it goes to a port of this machine, where the program " + *program + " listens"
                           : "it goes to a port of this machine; which program listens there is not known";
    if (program == "ssh") return Route{route.interface, "ssh", true, true, false, route.detail};
    return route;
  }
  if (!hop.source) return route;
  const auto policies = ipsec_policies();
  const auto keys = ipsec_keys();
  if (!policies || !keys) return route;
  if (const auto path = ipsec_path(*policies, *keys, *hop.source, address, port))
    return Route{route.interface, "ipsec", path->integrity, path->confidentiality, path->ends_at_server, path->detail};
  return route;
}

}  // namespace runseal::audit
