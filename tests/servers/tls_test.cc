// What a real TLS server is asked and what it shows: openssl s_server in ways that are safe and unsafe, with openssl
// s_client and nmap as the second opinion.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "audit/probes/tls_questions.h"
#include "audit/rules/tls_axes.h"
#include "audit/rules/tls_facts.h"
#include "base/text.h"
#include "support/s_server.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;

class TlsQuestions : public testing::Test {
 protected:
  TlsFacts measure(const test::TlsServer& server, const std::string& host = "localhost") {
    boost::asio::io_context context;
    observation_ = {};
    observation_.at = base::format_instant(base::system_clock().now());
    const Limits limits{std::chrono::steady_clock::now() + seconds(30), seconds(30), nullptr};
    const Address address(boost::asio::ip::make_address("127.0.0.1"), server.port());
    const TlsTarget target(host, *base::Trust::system_and(authority_.certificate()));
    const auto open = tls_at_once(context.get_executor(), address, observation_);
    boost::asio::co_spawn(context, ask_tls(open, target, limits, observation_),
                          [&](const std::exception_ptr& error, const TlsOutcome& outcome) {
                            EXPECT_FALSE(error);
                            outcome_ = outcome;
                          });
    context.run();
    return tls_facts(observation_);
  }

  [[nodiscard]] std::string all() const { return Json(observation_).dump(1); }

  test::TemporaryFolder folder_;
  test::Authority authority_{folder_ / "ca"};
  model::Observation observation_;
  TlsOutcome outcome_;
};

std::vector<Protection> grades(const TlsFacts& facts) {
  return {tls_integrity(facts).grade, tls_confidentiality(facts).grade, tls_peer_authenticity(facts).grade};
}

TEST_F(TlsQuestions, AServerInOrderIsProtected) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {"-cipher", "ECDHE+AESGCM", "-no_comp"});
  const auto facts = measure(server);
  EXPECT_TRUE(outcome_.spoken);
  EXPECT_EQ(outcome_.failure, "");
  EXPECT_EQ(grades(facts), std::vector(3, Protection::protected_)) << all();
  EXPECT_THAT(facts.suites->at("TLS 1.2"),
              ElementsAre("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
  EXPECT_EQ(facts.suites->at("TLS 1.3").size(), 3U);
  EXPECT_THAT(facts.groups->at("TLS 1.3"), Contains("x25519"));
  ASSERT_EQ(facts.certificates->size(), 1U);
  const auto& certificate = facts.certificates->front();
  EXPECT_EQ(certificate.subject, "CN=server");
  EXPECT_THAT(certificate.names, ElementsAre("localhost", "127.0.0.1"));
  EXPECT_EQ(certificate.key, "RSA");
  EXPECT_EQ(certificate.key_bits, 3072U);
  EXPECT_EQ(certificate.signature, "SHA256");
}

TEST_F(TlsQuestions, TheNameAndTheAddressAreBothMatched) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {});
  EXPECT_TRUE(measure(server, "127.0.0.1").certificates->front().for_this_host);
  EXPECT_TRUE(measure(server, "localhost").certificates->front().for_this_host);
  EXPECT_FALSE(measure(server, "nas01").certificates->front().for_this_host);
}

TEST_F(TlsQuestions, OldVersionsAreAskedByHandThoughTheLibraryRefusesThem) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {"-tls1", "-cipher", "DEFAULT:@SECLEVEL=0"});
  const auto facts = measure(server);
  EXPECT_EQ(outcome_.failure, "");
  EXPECT_THAT(facts.old_versions(), ElementsAre("TLS 1.0")) << all();
  EXPECT_TRUE(facts.only_old_versions());
  EXPECT_EQ(grades(facts), std::vector(3, Protection::optional));
}

TEST_F(TlsQuestions, SuitesAreThoseThatTheServerWasGivenAndNmapSees) {
  const test::TlsServer server(
      folder_.path(), authority_.make({}),
      {"-tls1_2", "-cipher", "AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:NULL-SHA256:@SECLEVEL=0", "-serverpref"});
  const auto facts = measure(server);
  const std::vector<std::string> expected{"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                                          "TLS_RSA_WITH_NULL_SHA256"};
  EXPECT_EQ(facts.suites->at("TLS 1.2"), expected) << all();
  EXPECT_EQ(observation_.facts.at("tls.server-order").value, Json(true));
  base::Command nmap;
  nmap.program = "nmap";
  nmap.arguments = {"-Pn", "-n", "-p", std::to_string(server.port()), "--script", "ssl-enum-ciphers", "127.0.0.1"};
  const auto said = base::run(nmap);
  ASSERT_TRUE(said && said->ok());
  for (const auto& suite : expected) EXPECT_NE(said->out.find(suite), std::string::npos) << suite << said->out;
}

TEST_F(TlsQuestions, TheClientsOrderIsTold) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {"-tls1_2"});
  (void)measure(server);
  EXPECT_EQ(observation_.facts.at("tls.server-order").value, Json(false));
}

TEST_F(TlsQuestions, WrongCertificatesAreToldApart) {
  const auto certificate = [&](const test::Authority::Wish& wish) {
    const test::TlsServer server(folder_.path(), authority_.make(wish), {"-cipher", "DEFAULT:@SECLEVEL=0"});
    return measure(server).certificates.value().front();
  };
  test::Authority::Wish wish;
  wish.name = "expired";
  wish.until = "20240201000000Z";
  const auto expired = certificate(wish);
  EXPECT_TRUE(is_out_of_date(expired, base::parse_instant(observation_.at).value()));
  EXPECT_TRUE(expired.problems.empty());

  wish = {};
  wish.name = "own";
  wish.self_signed = true;
  const auto own = certificate(wish);
  EXPECT_TRUE(own.self_signed);
  EXPECT_FALSE(own.problems.empty());

  wish = {};
  wish.name = "short";
  wish.key = "rsa:1024";
  wish.digest = "sha1";
  const auto brief = certificate(wish);
  EXPECT_TRUE(has_weak_key(brief));
  EXPECT_TRUE(has_weak_signature(brief));
  EXPECT_EQ(brief.signature, "SHA1");
}

TEST_F(TlsQuestions, AnAuthorityThatIsNotNamedIsNotBelieved) {
  const test::Authority other(folder_ / "other");
  const test::TlsServer server(folder_.path(), other.make({}), {});
  const auto facts = measure(server);
  EXPECT_FALSE(facts.certificates->front().self_signed);
  EXPECT_FALSE(facts.certificates->front().problems.empty());
  EXPECT_FALSE(tls_would_settle(facts).empty());
}

TEST_F(TlsQuestions, BothCertificatesOfAServerWithTwoAreSeen) {
  test::Authority::Wish wish;
  wish.name = "second";
  wish.key = "ec";
  wish.alternatives = "DNS:elsewhere";
  const auto second = authority_.make(wish);
  const test::TlsServer server(folder_.path(), authority_.make({}),
                               {"-dkey", second.key.string(), "-dcert", second.certificate.string()});
  const auto facts = measure(server);
  ASSERT_EQ(facts.certificates->size(), 2U) << all();
  EXPECT_EQ(grades(facts), std::vector(3, Protection::optional));
}

TEST_F(TlsQuestions, ACertificateAskedOfTheClientIsSeen) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {"-verify", "1"});
  (void)measure(server);
  EXPECT_EQ(observation_.facts.at("tls.client-certificate-asked").value, Json(true));
}

TEST_F(TlsQuestions, AServerThatInsistsOnAClientsCertificateIsMeasuredAllTheSame) {
  for (const auto* version : {"-tls1_2", "-tls1_3"}) {
    const test::TlsServer server(folder_.path(), authority_.make({}), {"-Verify", "1", version});
    const auto facts = measure(server);
    EXPECT_EQ(outcome_.failure, "") << all();
    EXPECT_EQ(grades(facts), std::vector(3, Protection::protected_)) << all();
    EXPECT_EQ(observation_.facts.at("tls.client-certificate-asked").value, Json(true));
  }
}

TEST_F(TlsQuestions, AServerThatRefusesEveryVersionIsUnknownWithItsAlert) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {"-tls1"});  // which its security level forbids
  EXPECT_EQ(grades(measure(server)), std::vector(3, Protection::unknown));
  EXPECT_TRUE(outcome_.spoken);
  EXPECT_THAT(outcome_.failure, testing::HasSubstr("refuses every version"));
}

TEST_F(TlsQuestions, FewSecondsAndAModestRecordAreEnough) {
  const test::TlsServer server(folder_.path(), authority_.make({}), {"-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"});
  const auto began = std::chrono::steady_clock::now();
  (void)measure(server);
  EXPECT_LT(std::chrono::steady_clock::now() - began,
            seconds(10));  // some 100 connections; 0.1 s when nothing else runs
  EXPECT_LT(Json(observation_).dump().size(), 64U << 10U);
}

}  // namespace
}  // namespace runseal::audit
