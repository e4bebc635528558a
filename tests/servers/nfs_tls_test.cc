// RPC-with-TLS (RFC 9289): a false NFS server that agrees to speak TLS, and then a real one (openssl s_server) that
// does.
#include <fcntl.h>
#include <gtest/gtest.h>

#include "audit/audit.h"
#include "audit/probes/nfs.h"
#include "audit/rules/judge.h"
#include "base/tcp.h"
#include "fault/nfs_server.h"
#include "support/s_server.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;
using test::Client;
using test::nfs::Call;

void pass_on(Client& client, std::uint16_t to) {
  const auto there = base::tcp_connect({"127.0.0.1", to}, std::chrono::seconds(5));
  if (!there) return;
  (void)::fcntl(there->get(), F_SETFL, 0);  // wait for what comes
  std::thread back([&] {
    Bytes block(1U << 16U);
    for (auto got = ::recv(there->get(), block.data(), block.size(), 0); got > 0;
         got = ::recv(there->get(), block.data(), block.size(), 0))
      client.send(ByteView(block).first(static_cast<std::size_t>(got)));
    client.finish();
  });
  for (auto block = client.receive(); !block.empty(); block = client.receive())
    if (::send(there->get(), block.data(), block.size(), MSG_NOSIGNAL) < 0) break;
  ::shutdown(there->get(), SHUT_RDWR);
  back.join();
}

// NFS 4.0 with AUTH_SYS, refused or served in clear; a call with AUTH_TLS is the last before TLS.
std::function<void(Client&)> nfs_with_tls(std::uint16_t tls_port, bool refuses_clear) {
  const auto answers = test::nfs::sound([refuses_clear](const Call& call) -> std::optional<Bytes> {
    if (call.procedure != 1) return Bytes{};
    if (test::nfs::asks_for(call, 33)) {
      auto flavours = test::nfs::results_of(test::recorded_nfs::secinfo_krb5p_sys);
      // the list with its first entry, krb5p, taken out: a count of one, and AUTH_SYS
      flavours.erase(flavours.end() - 32, flavours.end() - 4);
      flavours[flavours.size() - 5] = 1;
      return test::nfs::accepted(call, flavours);
    }
    if (test::nfs::asks_for(call, 15) && !refuses_clear)
      return test::nfs::accepted(call, test::nfs::results_of(test::recorded_nfs::access_nobody));
    return Bytes{};
  });
  return [answers, tls_port](Client& client) {
    while (const auto call = test::nfs::call_of(client.receive())) {
      if (call->flavour == 7) {
        client.send(test::nfs::accepted(*call, {}, 0, "STARTTLS"));
        return pass_on(client, tls_port);
      }
      const auto answer = answers(*call);
      if (!answer || !client.send(*answer)) return;
    }
  };
}

class NfsTls : public testing::Test {
 protected:
  model::Assessment measure(const test::TlsServer& tls, bool refuses_clear) {
    const test::LoopbackServer server(nfs_with_tls(tls.port(), refuses_clear));
    std::vector<std::unique_ptr<Probe>> probes;
    probes.push_back(nfs_probe({*base::Trust::system_and(authority_.certificate())}));
    Options options;
    options.time_limit = std::chrono::seconds(60);
    const auto observation =
        observe(probes, {{{"nfs", "127.0.0.1", server.port(), "runs"}, std::nullopt}}, options).at(0);
    EXPECT_TRUE(observation.complete) << observation.failure;
    seen_ = Json(observation).dump(1);
    return judge(observation, {});
  }
  [[nodiscard]] test::TlsServer tls(const std::vector<std::string>& arguments) {
    return {folder_.path(), authority_.make({}), arguments};
  }

  test::TemporaryFolder folder_;
  test::Authority authority_{folder_ / "ca"};
  std::string seen_;
};

bool has(const model::Assessment& assessment, const std::string& id) {
  return std::ranges::any_of(assessment.findings, [&](const auto& finding) { return finding.id == id; });
}

TEST_F(NfsTls, RequiredAndInOrderProtectsTheWayAndProvesTheServerAlone) {
  const auto told = measure(tls({"-tls1_3"}), true);
  EXPECT_EQ(told.integrity.grade, Protection::protected_) << told.integrity.reason << seen_;
  EXPECT_EQ(told.confidentiality.grade, Protection::protected_) << told.confidentiality.reason << seen_;
  EXPECT_EQ(told.peer_authenticity.grade, Protection::optional) << told.peer_authenticity.reason << seen_;
  EXPECT_TRUE(has(told, "nfs.tls-proves-no-user"));
  EXPECT_FALSE(has(told, "nfs.tls-certificate-not-measured"));
}

TEST_F(NfsTls, OfferedBesideClearIsOptional) {
  const auto told = measure(tls({"-tls1_3"}), false);
  EXPECT_EQ(told.integrity.grade, Protection::optional) << told.integrity.reason << seen_;
  EXPECT_EQ(told.confidentiality.grade, Protection::optional) << told.confidentiality.reason << seen_;
  EXPECT_EQ(told.peer_authenticity.grade, Protection::absent) << told.peer_authenticity.reason << seen_;
  EXPECT_TRUE(has(told, "nfs.tls-not-required"));
}

TEST_F(NfsTls, RequiredButOldIsNotProtected) {
  const auto told = measure(tls({"-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"}), true);
  EXPECT_EQ(told.confidentiality.grade, Protection::optional) << told.confidentiality.reason << seen_;
  EXPECT_TRUE(has(told, "tls.old-version-accepted"));
}

}  // namespace
}  // namespace runseal::audit
