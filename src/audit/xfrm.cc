#include "audit/xfrm.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/xfrm.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "audit/netlink.h"

namespace runseal::audit {
namespace {

using Ip = boost::asio::ip::address;

constexpr std::size_t max_kept = 10'000;

Bytes bytes_of(const Ip& address) {
  if (address.is_v6()) {
    const auto raw = address.to_v6().to_bytes();
    return {raw.begin(), raw.end()};
  }
  const auto raw = address.to_v4().to_bytes();
  return {raw.begin(), raw.end()};
}

bool within(const Ip& address, const xfrm_address_t& net, unsigned prefix) {
  const auto bytes = bytes_of(address);
  Bytes wanted(bytes.size());
  std::memcpy(wanted.data(), &net, wanted.size());
  if (prefix > bytes.size() * 8) return false;
  for (std::size_t bit = 0; bit < prefix; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> bit % 8);
    if (((bytes[bit / 8] ^ wanted[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

template <class T>
std::optional<T> copy_of(ByteView bytes) {
  T value{};
  if (bytes.size() < sizeof value) return {};
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

std::string algorithm(ByteView value) {
  const auto name = value.first(std::min<std::size_t>(value.size(), 64));
  return {name.begin(), std::ranges::find(name, std::uint8_t{0})};
}

bool covers(const xfrm_selector& selector, const Ip& from, const Ip& to, std::uint16_t port) {
  if (selector.family != (to.is_v6() ? AF_INET6 : AF_INET)) return false;
  const bool tcp = selector.proto == 0 || selector.proto == IPPROTO_TCP;
  const bool its_port = (htons(port) & selector.dport_mask) == selector.dport;
  return tcp && its_port && within(to, selector.daddr, selector.prefixlen_d) &&
         within(from, selector.saddr, selector.prefixlen_s);
}

// A policy for some packets only says nothing of the others: it is passed over when it protects, and counts when it
// lets packets go in clear.
const IpsecPolicy* policy_for(const std::vector<IpsecPolicy>& all, const Ip& from, const Ip& to, std::uint16_t port) {
  const IpsecPolicy* best = nullptr;
  for (const auto& policy : all) {
    const auto& info = policy.info;
    if (info.dir != XFRM_POLICY_OUT || !covers(info.sel, from, to, port)) continue;
    if (policy.for_some_only && !policy.templates.empty()) continue;
    if (!best || info.priority < best->info.priority) best = &policy;
  }
  return best;
}

bool same(const xfrm_address_t& a, const Ip& b) { return within(b, a, b.is_v6() ? 128 : 32); }

}  // namespace

std::optional<IpsecPolicy> parse_ipsec_policy(ByteView body) {
  const auto info = copy_of<xfrm_userpolicy_info>(body);
  if (!info) return {};
  IpsecPolicy policy{*info, {}, info->sel.sport_mask != 0};
  each_attribute(body, sizeof *info, [&](std::uint16_t type, ByteView value) {
    const bool set = std::ranges::any_of(value, [](auto byte) { return byte != 0; });
    policy.for_some_only |= (type == XFRMA_MARK || type == XFRMA_IF_ID) && set;
    for (; type == XFRMA_TMPL && value.size() >= sizeof(xfrm_user_tmpl); value = value.subspan(sizeof(xfrm_user_tmpl)))
      policy.templates.push_back(*copy_of<xfrm_user_tmpl>(value));
  });
  return policy;
}

std::optional<IpsecKey> parse_ipsec_key(ByteView body) {
  const auto info = copy_of<xfrm_usersa_info>(body);
  if (!info) return {};
  IpsecKey key{*info, false, false};
  each_attribute(body, sizeof *info, [&](std::uint16_t type, ByteView value) {
    const auto name = algorithm(value);
    if (type == XFRMA_ALG_AEAD) {
      key.authenticates = true;
      key.encrypts = !name.starts_with("rfc4543");  // GMAC: authenticates alone
    }
    if (type == XFRMA_ALG_CRYPT) key.encrypts = name.find("null") == std::string::npos;
    if (type == XFRMA_ALG_AUTH || type == XFRMA_ALG_AUTH_TRUNC)
      key.authenticates = name.find("null") == std::string::npos;
  });
  return key;
}

Result<std::vector<IpsecPolicy>> ipsec_policies() {
  std::vector<IpsecPolicy> all;
  const Bytes any(sizeof(xfrm_userpolicy_id));
  RUNSEAL_CHECK(ask_netlink(NETLINK_XFRM, XFRM_MSG_GETPOLICY, true, any, [&](const NetlinkMessage& message) {
    if (message.type != XFRM_MSG_NEWPOLICY || all.size() == max_kept) return;
    if (auto policy = parse_ipsec_policy(message.body)) all.push_back(std::move(*policy));
  }));
  return all;
}

Result<std::vector<IpsecKey>> ipsec_keys() {
  std::vector<IpsecKey> all;
  const Bytes any(sizeof(xfrm_usersa_id));
  RUNSEAL_CHECK(ask_netlink(NETLINK_XFRM, XFRM_MSG_GETSA, true, any, [&](const NetlinkMessage& message) {
    if (message.type != XFRM_MSG_NEWSA || all.size() == max_kept) return;
    if (const auto key = parse_ipsec_key(message.body)) all.push_back(*key);
  }));
  return all;
}

std::optional<IpsecPath> ipsec_path(const std::vector<IpsecPolicy>& policies, const std::vector<IpsecKey>& keys,
                                    const Ip& from, const Ip& to, std::uint16_t port) {
  const auto* policy = policy_for(policies, from, to, port);
  if (!policy || policy->info.action != XFRM_POLICY_ALLOW) return std::nullopt;
  const auto esp = std::ranges::find_if(
      policy->templates, [](const xfrm_user_tmpl& one) { return one.id.proto == IPPROTO_ESP && one.optional == 0; });
  if (esp == policy->templates.end()) return std::nullopt;
  const bool tunnel = esp->mode == XFRM_MODE_TUNNEL || esp->mode == XFRM_MODE_BEET;
  IpsecPath path{true, true, !tunnel || same(esp->id.daddr, to), {}};
  std::size_t used = 0;
  for (const auto& key : keys) {
    const bool to_its_end =
        tunnel ? std::ranges::equal(key.info.id.daddr.a6, esp->id.daddr.a6) : same(key.info.id.daddr, to);
    if (key.info.id.proto != IPPROTO_ESP || key.info.mode != esp->mode || !to_its_end ||
        (esp->reqid != 0 && key.info.reqid != esp->reqid))
      continue;
    ++used;
    path.integrity &= key.authenticates;
    path.confidentiality &= key.encrypts;
  }
  if (used == 0) return std::nullopt;
  path.detail = fmt::format("an IPsec policy demands ESP in {} mode; {} key{} for it", tunnel ? "tunnel" : "transport",
                            used, used == 1 ? "" : "s");
  return path;
}

}  // namespace runseal::audit
