// How this machine goes to an address, held against ip(8); IPsec in a network namespace of the test's own.
#include "audit/route.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <thread>

#include "audit/local_listener.h"
#include "audit/xfrm.h"
#include "base/process.h"
#include "base/tcp.h"
#include "base/text.h"
#include "support/ports.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using boost::asio::ip::make_address;

std::string ip(const std::string& arguments) {
  base::Command command;
  command.program = "ip";
  command.arguments = base::split(arguments, ' ');
  const auto ran = base::run(command);
  EXPECT_TRUE(ran && ran->ok()) << "ip " << arguments << ": " << (ran ? ran->err : ran.error().describe());
  return ran ? ran->out : std::string();
}

// Calls `test` in a network of its own, with an interface "wg0" (a cable: kernels for tests have no WireGuard) through
// which 198.51.100.0/24 and 2001:db8::/32 are reached. Returns at once where this may not be done.
template <class Test>
void in_a_network(Test test) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to make a network namespace";
  bool made = false;
  std::thread([&] {
    made = ::unshare(CLONE_NEWNET) == 0;
    if (!made) return;
    ip("link add wg0 type veth peer name other");
    ip("link set other up");
    ip("addr add 192.0.2.1/24 dev wg0");
    ip("-6 addr add 2001:db8::1/32 dev wg0 nodad");
    ip("link set lo up");
    ip("link set wg0 up");
    ip("route add 198.51.100.0/24 dev wg0");
    test();
  }).join();
  if (!made) GTEST_SKIP() << "may not make a network namespace";
}

TEST(Route, TheInterfaceIsTheOneThatIpNames) {
  in_a_network([] {
    for (const auto* address : {"127.0.0.1", "192.0.2.9", "198.51.100.7", "2001:db8::7", "::1"}) {
      const auto route = route_to(make_address(address), 445);
      ASSERT_TRUE(route) << address << route.error().describe();
      EXPECT_NE((ip(std::string("route get ") + address) + " ").find(" dev " + route->interface + " "),
                std::string::npos)
          << address;
      EXPECT_EQ(route->tunnel, "none");
    }
    EXPECT_EQ(route_to(make_address("203.0.113.1"), 445).error().code, ErrorCode::not_found);
  });
}

TEST(Route, WireGuardIsToldByTheKindOfItsInterfaceAndNotByItsName) {
  in_a_network([] {
    const test::TemporaryFolder root;
    std::filesystem::create_directories(root / "sys/class/net/wg0");
    test::write_file(root / "sys/class/net/wg0/uevent", "DEVTYPE=wireguard\nINTERFACE=wg0\nIFINDEX=4\n");
    const auto route = route_to(make_address("198.51.100.7"), 445, root.path());
    ASSERT_TRUE(route);
    EXPECT_EQ(route->tunnel, "wireguard");
    EXPECT_FALSE(route->ends_at_server);
    EXPECT_EQ(route_to(make_address("198.51.100.7"), 445)->tunnel, "none");  // the real one is a cable
  });
}

constexpr const char* policy = "xfrm policy add src 192.0.2.1/32 dst 198.51.100.7/32 dir out ";

// As the kernel lists it. Kernels for tests have no ESP, so that ip(8) cannot make one.
IpsecKey key_to(const char* address, int mode, std::map<int, std::string> algorithms, std::uint32_t reqid = 7) {
  xfrm_usersa_info info{};
  info.id.proto = IPPROTO_ESP;
  info.mode = static_cast<std::uint8_t>(mode);
  info.reqid = reqid;
  const auto raw = make_address(address).to_v4().to_bytes();
  std::memcpy(&info.id.daddr, raw.data(), raw.size());
  Bytes body(NLMSG_ALIGN(sizeof info));
  std::memcpy(body.data(), &info, sizeof info);
  for (const auto& [type, name] : algorithms) {
    nlattr attribute{static_cast<std::uint16_t>(NLA_HDRLEN + 72 + 20), static_cast<std::uint16_t>(type)};
    const auto at = body.size();
    body.resize(at + NLA_ALIGN(attribute.nla_len));
    std::memcpy(body.data() + at, &attribute, sizeof attribute);
    std::memcpy(body.data() + at + NLA_HDRLEN, name.data(), name.size());
  }
  return *parse_ipsec_key(body);
}

const std::map<int, std::string> gcm{{XFRMA_ALG_AEAD, "rfc4106(gcm(aes))"}};

// The kernel's own policies with the key.
std::optional<IpsecPath> path_with(const IpsecKey& key, std::uint16_t port = 445, const char* to = "198.51.100.7") {
  const auto policies = ipsec_policies();
  EXPECT_TRUE(policies) << policies.error().describe();
  return ipsec_path(*policies, {key}, make_address("192.0.2.1"), make_address(to), port);
}

TEST(Ipsec, TransportBetweenTheTwoEnds) {
  in_a_network([] {
    const auto key = key_to("198.51.100.7", XFRM_MODE_TRANSPORT, gcm);
    EXPECT_FALSE(path_with(key));
    ip(policy + std::string("tmpl proto esp reqid 7 mode transport"));
    const auto path = path_with(key);
    ASSERT_TRUE(path);
    EXPECT_TRUE(path->integrity && path->confidentiality && path->ends_at_server);
    EXPECT_FALSE(path_with(key, 445, "198.51.100.8"));
    EXPECT_FALSE(path_with(key_to("198.51.100.9", XFRM_MODE_TRANSPORT, gcm)));
    EXPECT_FALSE(path_with(key_to("198.51.100.7", XFRM_MODE_TRANSPORT, gcm, 8)));
    EXPECT_TRUE(ipsec_keys().value().empty());
    EXPECT_EQ(route_to(make_address("198.51.100.7"), 445)->tunnel, "none") << "a policy without a key";
  });
}

TEST(Ipsec, KeysThatDoNotEncryptOrAuthenticate) {
  in_a_network([] {
    ip(policy + std::string("tmpl proto esp reqid 7 mode transport"));
    const auto path = [](std::map<int, std::string> algorithms) {
      return path_with(key_to("198.51.100.7", XFRM_MODE_TRANSPORT, std::move(algorithms))).value();
    };
    const auto null = path({{XFRMA_ALG_AUTH_TRUNC, "hmac(sha256)"}, {XFRMA_ALG_CRYPT, "ecb(cipher_null)"}});
    EXPECT_TRUE(null.integrity);
    EXPECT_FALSE(null.confidentiality);
    EXPECT_FALSE(path({{XFRMA_ALG_AEAD, "rfc4543(gcm(aes))"}}).confidentiality);
    const auto open = path({{XFRMA_ALG_AUTH, "digest_null"}, {XFRMA_ALG_CRYPT, "cbc(aes)"}});
    EXPECT_FALSE(open.integrity);
    EXPECT_TRUE(open.confidentiality);
    EXPECT_FALSE(path({{XFRMA_ALG_CRYPT, "cbc(aes)"}}).integrity);
  });
}

TEST(Ipsec, ATunnelToAGatewayDoesNotEndAtTheServer) {
  in_a_network([] {
    ip(policy + std::string("tmpl src 192.0.2.1 dst 192.0.2.254 proto esp reqid 7 mode tunnel"));
    const auto path = path_with(key_to("192.0.2.254", XFRM_MODE_TUNNEL, gcm));
    ASSERT_TRUE(path);
    EXPECT_FALSE(path->ends_at_server);
    ip("xfrm policy flush");
    ip(policy + std::string("tmpl src 192.0.2.1 dst 198.51.100.7 proto esp reqid 7 mode tunnel"));
    EXPECT_TRUE(path_with(key_to("198.51.100.7", XFRM_MODE_TUNNEL, gcm))->ends_at_server);
  });
}

TEST(Ipsec, ExceptionsAndWhatIsNotDemandedAreNoProtection) {
  in_a_network([] {
    const auto key = key_to("198.51.100.7", XFRM_MODE_TRANSPORT, gcm);
    ip(policy + std::string("priority 100 tmpl proto esp reqid 7 mode transport level use"));
    EXPECT_FALSE(path_with(key)) << "ESP is used if it can be, else not";
    ip("xfrm policy flush");
    ip(policy + std::string("priority 100 tmpl proto esp reqid 7 mode transport"));
    EXPECT_TRUE(path_with(key));
    ip("xfrm policy add src 192.0.2.1/32 dst 198.51.100.7/32 proto tcp dport 445 dir out priority 50");
    EXPECT_FALSE(path_with(key)) << "an exception for this port comes first";
    EXPECT_TRUE(path_with(key, 2049));
    ip("xfrm policy flush");
    ip("xfrm policy add src 192.0.2.1/32 dst 198.51.100.7/32 dir out mark 5 mask 0xff tmpl proto esp reqid 7 mode "
       "transport");
    EXPECT_FALSE(path_with(key)) << "for marked packets only";
    ip("xfrm policy flush");
    ip(policy + std::string("action block"));
    EXPECT_FALSE(path_with(key));
  });
}

TEST(Ipsec, ShortMessagesAreNone) {
  EXPECT_FALSE(parse_ipsec_policy(Bytes(sizeof(xfrm_userpolicy_info) - 1)));
  EXPECT_FALSE(parse_ipsec_key(Bytes(sizeof(xfrm_usersa_info) - 1)));
  EXPECT_TRUE(parse_ipsec_policy(Bytes(sizeof(xfrm_userpolicy_info) + 3)));
}

TEST(LocalListener, TheProgramThatListensIsNamed) {
  const auto port = test::free_port();
  EXPECT_EQ(listener_at(port), std::nullopt);
  const auto listener = base::tcp_listen({"127.0.0.1", port});
  ASSERT_TRUE(listener) << listener.error().describe();
  EXPECT_EQ(listener_at(port), std::string(base::trim(test::read_file("/proc/self/comm"))));
}

}  // namespace
}  // namespace runseal::audit
