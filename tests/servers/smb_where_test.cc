// Which server is it that was measured? Names with several addresses, namespaces that lead elsewhere, and refusals that
// nobody spoke. Against a real Samba.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include <boost/asio/ip/address.hpp>

#include "audit/audit.h"
#include "audit/probes/smb.h"
#include "audit/rules/judge.h"
#include "demo/loopback.h"
#include "demo/samba.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;

constexpr const char* name = "nas.runseal.invalid";  // no resolver knows it (RFC 6761)

LookUp addresses(std::vector<std::string> list) {
  return [list = std::move(list)](const std::string& host) {
    std::vector<boost::asio::ip::address> found;
    if (host != name) return found;
    for (const auto& one : list) found.push_back(boost::asio::ip::make_address(one));
    return found;
  };
}

struct SmbWhere : testing::Test {
  void start(const demo::SambaSettings& settings) {
    auto started = demo::Samba::start(folder_ / ("samba" + std::to_string(++started_)), settings);
    ASSERT_TRUE(started) << started.error().describe();
    samba.emplace(std::move(*started));
  }

  model::Observation observe(base::Endpoint endpoint, LookUp look_up, std::chrono::milliseconds limit) const {
    std::vector<std::unique_ptr<Probe>> probes;
    probes.push_back(smb_probe());
    Options options;
    options.time_limit = limit;
    if (look_up) options.look_up = std::move(look_up);
    const Question question{std::move(endpoint), Credentials{samba->user(), samba->password(), {}}};
    return audit::observe(probes, {question}, options).at(0);
  }
  model::Observation by_name(LookUp look_up) const {
    return observe({"smb", name, samba->port(), "runs"}, std::move(look_up), std::chrono::seconds(60));
  }
  model::Observation by_address() const {
    return observe(*base::parse_endpoint(samba->url()), {}, std::chrono::seconds(60));
  }

  static Json fact(const model::Observation& observation, const std::string& id) {
    const auto found = observation.facts.find(id);
    return found == observation.facts.end() ? Json("not told") : found->second.value;
  }
  static const model::Finding* finding(const model::Assessment& assessment, const std::string& id) {
    const auto found = std::ranges::find(assessment.findings, id, &model::Finding::id);
    return found == assessment.findings.end() ? nullptr : &*found;
  }

  std::optional<demo::Samba> samba;
  test::TemporaryFolder folder_;
  int started_ = 0;
};

const demo::SambaSettings safe{{{"server smb encrypt", "required"}, {"server min protocol", "SMB3_11"}}, {}};

// Nothing but the probe's own look knows the name: every login must go to the address that was probed.
TEST_F(SmbWhere, EveryQuestionGoesToTheAddressThatWasProbed) {
  start(safe);
  const auto told = by_name(addresses({"127.0.0.2", "127.0.0.1", "127.0.0.3"}));
  ASSERT_TRUE(told.complete) << told.failure;
  EXPECT_EQ(fact(told, "smb.session.login"), Json("accepted")) << Json(told).dump(1);
  EXPECT_EQ(fact(told, "smb.session.unencrypted"), Json("refused"));
  EXPECT_EQ(fact(told, "smb.share-dfs"), Json(false));
  EXPECT_EQ(fact(told, "address"), Json("127.0.0.1"));
  EXPECT_EQ(fact(told, "address.unmeasured"),
            Json({{"127.0.0.2", "refused the connection"}, {"127.0.0.3", "not asked"}}));
}

TEST_F(SmbWhere, ProtectionIsClaimedForTheMeasuredAddressAlone) {
  start(safe);
  const auto several = judge(by_name(addresses({"127.0.0.1", "127.0.0.3"})), {});
  EXPECT_EQ(several.integrity.grade, Protection::protected_);
  for (const auto* axis : {&several.integrity, &several.confidentiality, &several.peer_authenticity})
    EXPECT_TRUE(axis->reason.ends_with("Measured at 127.0.0.1 alone, not at 127.0.0.3.")) << axis->reason;
  const auto* further = finding(several, "smb.other-addresses-not-measured");
  ASSERT_NE(further, nullptr);
  EXPECT_NE(further->explanation.find("Not measured: 127.0.0.3."), std::string::npos) << further->explanation;

  // one address, twice told; and one that nobody listens at: nothing else could have been met
  for (const auto& list : {std::vector<std::string>{"127.0.0.1", "127.0.0.1"}, {"127.0.0.2", "127.0.0.1"}}) {
    const auto one = judge(by_name(addresses(list)), {});
    EXPECT_TRUE(one.secure());
    EXPECT_EQ(finding(one, "smb.other-addresses-not-measured"), nullptr);
  }
}

TEST_F(SmbWhere, AResolverThatHangsEndsWithTheTimeLimit) {
  start({});
  const auto began = std::chrono::steady_clock::now();
  const auto told = observe(
      {"smb", name, samba->port(), "runs"},
      [](const std::string&) {
        std::this_thread::sleep_for(std::chrono::seconds(6));
        return std::vector<boost::asio::ip::address>{};
      },
      std::chrono::milliseconds(500));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
  EXPECT_FALSE(told.complete);
  EXPECT_EQ(told.failure, "its name was not looked up within 500 ms");
}

// smb.conf(5): a share with "msdfs root" is the root of a namespace. Whatever the server insists on, it is seen.
TEST_F(SmbWhere, ADfsNamespaceIsNeverProtectedByTheServerThatHoldsTheLinks) {
  const std::map<std::string, std::string> root{{"msdfs root", "yes"}};
  auto required_on_the_share = root;
  required_on_the_share["server smb encrypt"] = "required";
  for (const auto& settings :
       {demo::SambaSettings{safe.global, root}, demo::SambaSettings{{}, required_on_the_share},
        demo::SambaSettings{{{"server signing", "mandatory"}, {"server smb encrypt", "off"}}, root}}) {
    start(settings);
    const auto told = by_address();
    EXPECT_EQ(fact(told, "smb.share-dfs"), Json(true)) << Json(told).dump(1);
    const auto assessment = judge(told, {});
    EXPECT_FALSE(assessment.secure());
    for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
      EXPECT_NE(axis->grade, Protection::protected_) << axis->reason;
    EXPECT_EQ(assessment.integrity.grade, Protection::unknown) << assessment.integrity.reason;
    EXPECT_NE(finding(assessment, "smb.dfs-namespace"), nullptr);
  }
}

TEST_F(SmbWhere, AnOrdinaryShareIsShownToBeNoNamespaceOnceSomebodyLogsIn) {
  for (const auto& settings : {safe, demo::SambaSettings{}, demo::SambaSettings{{{"server smb encrypt", "off"}}, {}}}) {
    start(settings);
    const auto told = by_address();
    EXPECT_EQ(fact(told, "smb.share-dfs"), Json(false)) << Json(told).dump(1);
    const auto assessment = judge(told, {});
    EXPECT_EQ(finding(assessment, "smb.dfs-namespace"), nullptr);
    EXPECT_EQ(finding(assessment, "smb.dfs-not-shown"), nullptr);
  }
  EXPECT_EQ(fact(by_address(), "smb.dfs-capable"), Json(true));  // Samba's default: host msdfs = yes
}

// A server that takes CCM alone is met by smbclient, which logs in, and not by the look at the share, which has GCM:
// then nothing is known about a namespace, and what is not known is not protected.
TEST_F(SmbWhere, ALoginThatCouldNotTellANamespaceProtectsNothing) {
  auto other_cipher = safe;
  other_cipher.global["server smb3 encryption algorithms"] = "AES-128-CCM";
  start(other_cipher);
  const auto told = by_address();
  EXPECT_EQ(fact(told, "smb.session.login"), Json("accepted")) << Json(told).dump(1);
  EXPECT_EQ(fact(told, "smb.dfs-capable"), Json(true));
  EXPECT_EQ(fact(told, "smb.share-dfs"), Json("not told"));
  const auto assessment = judge(told, {});
  EXPECT_FALSE(assessment.secure());
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity}) {
    EXPECT_EQ(axis->grade, Protection::unknown);
    EXPECT_NE(axis->reason.find("could not tell whether the share is a DFS namespace"), std::string::npos)
        << axis->reason;
  }
  EXPECT_NE(finding(assessment, "smb.dfs-not-shown"), nullptr);
}

// Somebody on the way who lets everything through to the server but SMB 1, on which it hangs up: the first `times`.
class SmbOneIsCut {
 public:
  SmbOneIsCut(std::uint16_t target, int times) : target_(target), left_(times) {
    auto listener = demo::listen_on_loopback();
    EXPECT_TRUE(listener);
    if (listener) listener_ = std::move(*listener);
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  [[nodiscard]] std::uint16_t port() const { return listener_.port; }

 private:
  static bool readable(int socket) {
    pollfd waiting{socket, POLLIN, 0};
    return ::poll(&waiting, 1, 20) > 0;
  }

  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested())
      if (readable(listener_.socket.get())) relay(base::Fd(::accept(listener_.socket.get(), nullptr, nullptr)), stop);
  }

  void relay(base::Fd client, const std::stop_token& stop) {
    std::array<char, 65536> bytes{};
    const auto first = ::recv(client.get(), bytes.data(), 5, MSG_PEEK | MSG_WAITALL);
    if (first == 5 && bytes[4] == '\xff' && left_ > 0) {
      --left_;
      return;
    }
    const auto server = demo::connect_to_loopback(target_);
    if (!server) return;
    while (!stop.stop_requested())
      for (const auto& [from, to] : {std::pair{client.get(), server->get()}, {server->get(), client.get()}}) {
        if (!readable(from)) continue;
        const auto got = ::recv(from, bytes.data(), bytes.size(), 0);
        if (got <= 0 || ::send(to, bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) return;
      }
  }

  std::uint16_t target_;
  int left_;
  demo::Listener listener_;
  std::jthread thread_;
};

TEST_F(SmbWhere, ARefusalThatNobodySpokeIsSaidToBeOne) {
  start({{{"server min protocol", "NT1"}}, {}});
  const SmbOneIsCut box(samba->port(), 1000);
  const auto told = observe({"smb", "127.0.0.1", box.port(), "runs"}, {}, std::chrono::seconds(60));
  EXPECT_TRUE(told.complete) << told.failure;
  EXPECT_EQ(fact(told, "smb.smb1"), Json(false));
  EXPECT_TRUE(fact(told, "smb.hung-up").is_object()) << Json(told).dump(1);
  const auto assessment = judge(told, {});
  const auto* said = finding(assessment, "smb.refused-by-hanging-up");
  ASSERT_NE(said, nullptr);
  EXPECT_TRUE(said->explanation.starts_with("Offered SMB 1 alone, the server ")) << said->explanation;
}

TEST_F(SmbWhere, OneHangUpIsNotBelieved) {
  start({{{"server min protocol", "NT1"}}, {}});
  const SmbOneIsCut box(samba->port(), 1);
  const auto told = observe({"smb", "127.0.0.1", box.port(), "runs"}, {}, std::chrono::seconds(60));
  EXPECT_EQ(fact(told, "smb.smb1"), Json(true));
  EXPECT_EQ(fact(told, "smb.hung-up"), Json("not told"));
}

TEST_F(SmbWhere, ARefusalThatTheServerSpokeIsNoHangUp) {
  start({});
  const auto told = by_address();
  EXPECT_EQ(fact(told, "smb.smb1"), Json(false));
  EXPECT_EQ(fact(told, "smb.hung-up"), Json("not told"));
  EXPECT_EQ(finding(judge(told, {}), "smb.refused-by-hanging-up"), nullptr);
}

}  // namespace
}  // namespace runseal::audit
