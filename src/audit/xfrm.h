// What the kernel's IPsec does with packets to an address: its policies and its keys' algorithms (XFRM over netlink).
// The keys themselves are passed over.
#pragma once

#include <linux/xfrm.h>

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::audit {

struct IpsecPolicy {
  xfrm_userpolicy_info info{};
  std::vector<xfrm_user_tmpl> templates;
  bool for_some_only = false;  // for marked packets, those of one XFRM interface, or of some source ports
};

// A security association, without its key.
struct IpsecKey {
  xfrm_usersa_info info{};
  bool encrypts = false;
  bool authenticates = false;
};

// Errors: denied (only a process that may administer the network is told), io.
[[nodiscard]] Result<std::vector<IpsecPolicy>> ipsec_policies();
[[nodiscard]] Result<std::vector<IpsecKey>> ipsec_keys();
// The body of one netlink message each.
[[nodiscard]] std::optional<IpsecPolicy> parse_ipsec_policy(ByteView body);
[[nodiscard]] std::optional<IpsecKey> parse_ipsec_key(ByteView body);

struct IpsecPath {
  bool integrity = false;        // every key that is now there for it authenticates
  bool confidentiality = false;  // … encrypts
  bool ends_at_server = false;   // the other end of the security association is the server itself
  std::string detail;
};

// Of a TCP connection between the two. Nothing: no policy makes it go through ESP, or no key is there.
[[nodiscard]] std::optional<IpsecPath> ipsec_path(const std::vector<IpsecPolicy>& policies,
                                                  const std::vector<IpsecKey>& keys,
                                                  const boost::asio::ip::address& from,
                                                  const boost::asio::ip::address& to, std::uint16_t port);

}  // namespace runseal::audit
