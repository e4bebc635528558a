// What real servers say of themselves, saved and judged, beside what is measured on the same servers.
#include <gtest/gtest.h>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "audit/rules/saved.h"
#include "audit/saved/observe_saved.h"
#include "base/process.h"
#include "demo/samba.h"
#include "support/sshd.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using Settings = std::map<std::string, std::string>;

std::string printed_by(const std::string& program, std::vector<std::string> arguments) {
  base::Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  const auto ran = base::run(command);
  EXPECT_TRUE(ran && ran->ok()) << program << (ran ? ran->err : ran.error().describe());
  return ran ? ran->out : std::string();
}

model::Observation saved(const std::string& text, const std::string& url) {
  const auto bytes = base::as_bytes(text);
  const auto made = observe_saved({{"saved.txt", {bytes.begin(), bytes.end()}, {}, "Anna", "2024-05-08T09:30:00.000Z"}},
                                  {*base::parse_endpoint(url)});
  EXPECT_TRUE(made) << made.error().describe();
  return made ? made->at(0) : model::Observation{};
}

int rank(model::Protection grade) { return grade == model::Protection::unknown ? 0 : static_cast<int>(grade); }

class SavedSamba : public testing::TestWithParam<std::pair<const char*, demo::SambaSettings>> {};

TEST_P(SavedSamba, SaysWhatIsMeasuredAndNeverMore) {
  const test::TemporaryFolder folder;
  auto samba = demo::Samba::start(folder / "samba", GetParam().second);
  ASSERT_TRUE(samba) << samba.error().describe();
  Options options;
  options.time_limit = std::chrono::seconds(60);
  const auto measured =
      observe(all_probes(), {{*base::parse_endpoint(samba->url()), Credentials{samba->user(), samba->password(), {}}}},
              options)
          .at(0);
  ASSERT_TRUE(measured.complete) << measured.failure;
  const auto file = samba->config_file().string();
  for (const auto& text : {test::read_file(file), printed_by("testparm", {"-s", "--suppress-prompt", file})}) {
    const auto told = saved(text, samba->url());
    EXPECT_TRUE(told.complete) << told.failure;
    for (const auto* id : {"smb.smb1", "smb.dialects", "smb.signing-required-by-dialect", "smb.encryption-capable",
                           "smb.guest-session", "smb.session.unencrypted", "smb.preauth-integrity"}) {
      const auto there = measured.facts.find(id);
      if (there == measured.facts.end()) continue;
      ASSERT_TRUE(told.facts.contains(id)) << id << text;
      EXPECT_EQ(told.facts.at(id).value, there->second.value) << id << text;
    }
    const auto a = judge(told, {});
    const auto b = judge(measured, {});
    EXPECT_LE(rank(a.integrity.grade), rank(b.integrity.grade)) << text;
    EXPECT_LE(rank(a.confidentiality.grade), rank(b.confidentiality.grade)) << text;
    EXPECT_LE(rank(a.peer_authenticity.grade), rank(b.peer_authenticity.grade)) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Real, SavedSamba,
    testing::Values(std::pair("default", demo::SambaSettings{}),
                    std::pair("smb1", demo::SambaSettings{{{"server min protocol", "NT1"}}, {}}),
                    std::pair("old_only", demo::SambaSettings{{{"server max protocol", "SMB2_10"}}, {}}),
                    std::pair("signing_disabled", demo::SambaSettings{{{"server signing", "disabled"}}, {}}),
                    std::pair("signing_mandatory", demo::SambaSettings{{{"server signing", "mandatory"}}, {}}),
                    std::pair("encryption_off", demo::SambaSettings{{{"server smb encrypt", "off"}}, {}}),
                    std::pair("encryption_desired", demo::SambaSettings{{{"server smb encrypt", "desired"}}, {}}),
                    std::pair("encryption_required", demo::SambaSettings{{{"server smb encrypt", "required"}}, {}}),
                    std::pair("encryption_of_the_share", demo::SambaSettings{{}, {{"server smb encrypt", "required"}}}),
                    std::pair("guests", demo::SambaSettings{{{"map to guest", "Bad User"}}, {{"guest ok", "yes"}}}),
                    std::pair("three_only", demo::SambaSettings{{{"server min protocol", "SMB3_00"}}, {}})),
    [](const auto& one) { return std::string(one.param.first); });

TEST(SavedSshd, SaysWhatSshdPrints) {
  const test::TemporaryFolder folder;
  const test::Sshd sshd(folder / "sshd", "Ciphers aes256-gcm@openssh.com\nMACs hmac-sha2-512-etm@openssh.com");
  const auto text = printed_by("/usr/sbin/sshd", {"-T", "-f", (folder / "sshd" / "config").string()});
  const auto told = saved(text, "sftp://127.0.0.1:" + std::to_string(sshd.port()) + "/runs");
  EXPECT_TRUE(told.complete) << told.failure;
  EXPECT_EQ(told.protocol, "ssh");
  EXPECT_EQ(told.facts.at("ssh.ciphers").value, Json({"aes256-gcm@openssh.com"}));
  EXPECT_EQ(told.facts.at("ssh.macs").value, Json({"hmac-sha2-512-etm@openssh.com"}));
  EXPECT_EQ(told.facts.at("ssh.login-methods").value, Json({"publickey"}));
}

}  // namespace
}  // namespace runseal::audit
