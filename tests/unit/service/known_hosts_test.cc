// The lists of known hosts reach the judgement, and what was measured before does.
#include "service/known_hosts.h"

#include "service/measure.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

constexpr const char* public_half = "AAAAC3NzaC1lZDI1NTE5AAAAIHsmFEokHhSkwmgI+SkHNbd+Cmi67prIId+AL4+UGbBR";

class ShowsAKey final : public audit::Probe {
 public:
  explicit ShowsAKey(const char* fingerprint) : fingerprint_(fingerprint) {}
  audit::ProbeInfo describe() const override { return {"ssh", {"sftp"}, 22, ""}; }
  boost::asio::awaitable<void> ask(base::Endpoint, audit::Address, audit::Limits,
                                   model::Observation& into) const override {
    const Json key{{"type", "ssh-ed25519"}, {"bits", 256}, {"fingerprint", fingerprint_}, {"key", public_half}};
    into.facts["ssh.host-keys"] = {Json::array({key}), "x"};
    into.complete = true;
    co_return;
  }

 private:
  const char* fingerprint_;
};

struct KnownHosts : Site {
  Result<std::vector<Measured>> measured_showing(const char* fingerprint) {
    std::vector<std::unique_ptr<audit::Probe>> probes;
    probes.push_back(std::make_unique<ShowsAKey>(fingerprint));
    return measure(workspace, probes, {{*base::parse_endpoint("sftp://127.0.0.1/runs"), {}}}, std::nullopt, {});
  }
};

TEST_F(KnownHosts, AKeyThatChangesBetweenTwoMeasurementsIsAFinding) {
  ASSERT_TRUE(measured_showing("SHA256:first"));
  const auto again = measured_showing("SHA256:second");
  ASSERT_TRUE(again) << again.error().describe();
  const auto& now = again->front().now;
  EXPECT_EQ(now.observation.facts.at("ssh.host-keys-before").value, (Json{{"ssh-ed25519", "SHA256:first"}}));
  EXPECT_EQ(now.assessment.findings.front().id, "ssh.host-key-changed");
}

TEST_F(KnownHosts, AreReadFromTheFileThatTheConfigurationNames) {
  base::Config config;
  config.audit_known_hosts = (folder / "known_hosts").string();
  EXPECT_FALSE(known_hosts(config));  // named, and not there
  test::write_file(folder / "known_hosts", "nas01 ssh-ed25519 AAAA\n");
  const auto lists = known_hosts(config);
  ASSERT_TRUE(lists);
  ASSERT_EQ(lists->size(), 1U);
  EXPECT_EQ(lists->front().text, "nas01 ssh-ed25519 AAAA\n");
}

}  // namespace
}  // namespace runseal::service
