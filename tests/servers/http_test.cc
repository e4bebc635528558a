// A host with both ports, 80 and 443: the way in clear beside the one in TLS. Needs ports below 1024, so only root can.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fmt/format.h>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "base/tcp.h"
#include "support/certificates.h"
#include "support/nginx.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;

constexpr const char* address = "127.0.77.43";  // of this machine, and nobody else's

class HttpTwin : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "ports 80 and 443 need root";
    for (const std::uint16_t port : {std::uint16_t{80}, std::uint16_t{443}})
      if (!base::tcp_listen({address, port})) GTEST_SKIP() << "a server of this machine has the port already";
  }

  // `plain`: what port 80 holds; nothing: it is closed.
  model::Assessment measure(const std::string& plain) {
    const test::Authority authority(folder_ / "ca");
    test::Authority::Wish wish;
    wish.alternatives = std::string("IP:") + address;
    const auto made = authority.make(wish);
    auto servers = fmt::format(
        "server {{ listen {}:443 ssl; ssl_certificate {}; ssl_certificate_key {}; ssl_protocols TLSv1.3;\n"
        "add_header Strict-Transport-Security max-age=63072000 always; return 401; }}\n",
        address, made.certificate.string(), made.key.string());
    if (!plain.empty()) servers += fmt::format("server {{ listen {}:80; {} }}\n", address, plain);
    const auto server = test::Nginx::start(folder_ / "nginx", servers, address, 443);
    EXPECT_TRUE(server) << server.error().describe();
    ProbeSettings settings;
    settings.trust = *base::Trust::system_and(authority.certificate());
    Options options;
    options.time_limit = std::chrono::seconds(30);
    const Question question{*base::parse_endpoint(std::string("https://") + address + "/runs"), std::nullopt};
    const auto observation = observe(all_probes(settings), {question}, options).at(0);
    EXPECT_TRUE(observation.complete) << observation.failure;
    twin_ = observation.facts.contains("http.twin") ? observation.facts.at("http.twin").value : Json();
    return judge(observation, {});
  }

  test::TemporaryFolder folder_;
  Json twin_;
};

TEST_F(HttpTwin, ThatServesIsFound) {
  const auto now = measure("return 200;");
  EXPECT_EQ(twin_, Json("serves"));
  EXPECT_EQ(now.integrity.grade, Protection::optional);
  EXPECT_EQ(now.confidentiality.grade, Protection::optional);
  EXPECT_TRUE(std::ranges::any_of(now.findings, [](const auto& one) { return one.id == "http.also-in-clear"; }));
}

TEST_F(HttpTwin, ThatRedirectsRefusesOrIsClosedDoesNoHarm) {
  EXPECT_TRUE(measure("return 301 https://$host$request_uri;").secure());
  EXPECT_EQ(twin_, Json("redirects"));
  EXPECT_TRUE(measure("return 403;").secure());
  EXPECT_EQ(twin_, Json("refuses"));
  EXPECT_TRUE(measure("").secure());
  EXPECT_EQ(twin_, Json("closed"));
}

}  // namespace
}  // namespace runseal::audit
