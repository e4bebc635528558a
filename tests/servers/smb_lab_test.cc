// Samba configured in every way that matters, measured by the real probe and judged. What is expected was written down
// by hand from each configuration and smb.conf(5), before anything was measured.
#include <gtest/gtest.h>

#include "audit/audit.h"
#include "audit/probes/smb.h"
#include "audit/rules/judge.h"
#include "demo/samba.h"
#include "support/smbclient.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;

constexpr auto none = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

struct Grades {
  Protection integrity;
  Protection confidentiality;
  Protection peer_authenticity;
  bool operator==(const Grades&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Grades& grades) {
  return out << base::name_of(grades.integrity) << ", " << base::name_of(grades.confidentiality) << ", "
             << base::name_of(grades.peer_authenticity);
}

Grades grades_of(const model::Assessment& assessment) {
  return {assessment.integrity.grade, assessment.confidentiality.grade, assessment.peer_authenticity.grade};
}

std::string remedy_for_samba(const model::Assessment& assessment) {
  for (const auto& finding : assessment.findings)
    for (const auto& remedy : finding.remedies)
      if (remedy.target == "Samba") return remedy.text;
  return {};
}

bool has(const model::Assessment& assessment, const std::string& id) {
  return std::any_of(assessment.findings.begin(), assessment.findings.end(),
                     [&](const model::Finding& finding) { return finding.id == id; });
}

class Lab {
 public:
  explicit Lab(const demo::SambaSettings& settings) {
    auto started = demo::Samba::start(folder_ / "samba", settings);
    EXPECT_TRUE(started) << started.error().describe();
    if (started) samba.emplace(std::move(*started));
  }
  model::Observation observe(bool with_credentials) {
    std::vector<std::unique_ptr<Probe>> probes;
    probes.push_back(smb_probe());
    Question question{*base::parse_endpoint(samba->url()), std::nullopt};
    if (with_credentials) question.credentials = Credentials{samba->user(), samba->password(), {}};
    Options options;
    options.time_limit = std::chrono::seconds(60);
    auto observations = audit::observe(probes, {question}, options);
    return observations.at(0);
  }
  model::Assessment measure(bool with_credentials, const model::Device* device = nullptr) {
    const auto observation = observe(with_credentials);
    EXPECT_TRUE(observation.complete) << observation.failure;
    last_facts = Json(observation.facts).dump(1) + Json(observation.exchanges).dump(1);
    return judge(observation, device ? std::vector{*device} : std::vector<model::Device>{});
  }
  base::Finished smbclient(const std::string& what, std::vector<std::string> more) {
    return test::smbclient(samba->port(), samba->user(), samba->password(), what, std::move(more));
  }

  std::optional<demo::Samba> samba;
  std::string last_facts;

 private:
  test::TemporaryFolder folder_;
};

struct Configuration {
  const char* name;
  demo::SambaSettings settings;
  Grades without_login;
  Grades with_login;
  std::vector<std::string> findings;  // among those with a login
};

void PrintTo(const Configuration& configuration, std::ostream* out) { *out << configuration.name; }

const std::vector<Configuration>& configurations() {
  static const std::vector<Configuration> all{
      // SMB 1 beside the newer ones, nothing required
      {"smb1_allowed",
       {{{"server min protocol", "NT1"}}, {}},
       {maybe, maybe, maybe},
       {maybe, maybe, maybe},
       {"smb.smb1-answered", "smb.signing-not-required", "smb.encryption-not-required"}},
      // 2.1 has no encryption; signing is "auto" by default: offered, not required
      {"only_up_to_2_1",
       {{{"server max protocol", "SMB2_10"}}, {}},
       {maybe, none, maybe},
       {maybe, none, maybe},
       {"smb.signing-not-required", "smb.encryption-not-supported", "smb.no-preauth-integrity"}},
      // smb.conf(5): in SMB 2 signing cannot be disabled, "disabled" is treated as "auto"
      {"signing_disabled",
       {{{"server signing", "disabled"}}, {}},
       {maybe, maybe, maybe},
       {maybe, maybe, maybe},
       {"smb.signing-not-required"}},
      {"signing_auto",
       {{{"server signing", "auto"}}, {}},
       {maybe, maybe, maybe},
       {maybe, maybe, maybe},
       {"smb.signing-not-required", "smb.encryption-not-required"}},
      // every message signed, in 2.0.2 too, whose negotiation is not protected; not encrypted unless asked for
      {"signing_mandatory",
       {{{"server signing", "mandatory"}}, {}},
       {safe, maybe, maybe},
       {safe, maybe, maybe},
       {"smb.encryption-not-required", "smb.old-dialect-accepted"}},
      {"encryption_off",
       {{{"server smb encrypt", "off"}}, {}},
       {maybe, none, maybe},
       {maybe, none, maybe},
       {"smb.signing-not-required", "smb.encryption-not-supported"}},
      {"encryption_desired",
       {{{"server smb encrypt", "desired"}}, {}},
       {maybe, maybe, maybe},
       {maybe, maybe, maybe},
       {"smb.encryption-not-required"}},
      // "desired" and "required" look alike until somebody who may log in tries without encryption
      {"encryption_required",
       {{{"server smb encrypt", "required"}}, {}},
       {maybe, maybe, maybe},
       {safe, safe, safe},
       {"smb.old-dialect-negotiated"}},
      {"encryption_required_on_the_share",
       {{}, {{"server smb encrypt", "required"}}},
       {maybe, maybe, maybe},
       {safe, safe, safe},
       {"smb.old-dialect-negotiated"}},
      // the share is open to whoever has no password
      {"open_to_guests",
       {{{"map to guest", "Bad User"}}, {{"guest ok", "yes"}}},
       {none, none, none},
       {none, none, none},
       {"smb.share-open-to-anybody", "smb.guest-accepted"}},
      {"only_3_1_1",
       {{{"server min protocol", "SMB3_11"}}, {}},
       {maybe, maybe, maybe},
       {maybe, maybe, maybe},
       {"smb.encryption-not-required"}},
      {"only_3_1_1_required_on_the_share",
       {{{"server min protocol", "SMB3_11"}}, {{"server smb encrypt", "required"}}},
       {maybe, maybe, maybe},
       {safe, safe, safe},
       {}},
  };
  return all;
}

class SmbLab : public testing::TestWithParam<Configuration> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(base::program_exists("smbd") && base::program_exists("smbclient"))
        << "script/bootstrap test installs Samba";
  }
};

TEST_P(SmbLab, IsJudgedAsItsConfigurationSaysAndTheRemedyTurnsItGreen) {
  const auto& expected = GetParam();
  Lab lab(expected.settings);
  ASSERT_TRUE(lab.samba);

  const auto without = lab.measure(false);
  EXPECT_EQ(grades_of(without), expected.without_login) << lab.last_facts;
  EXPECT_FALSE(without.secure());
  const auto with = lab.measure(true);
  EXPECT_EQ(grades_of(with), expected.with_login) << lab.last_facts;
  for (const auto& id : expected.findings) EXPECT_TRUE(has(with, id)) << id;

  // the remedy stands in the worst finding of the measurement that did not come out secure
  const auto remedy = remedy_for_samba(with.secure() ? without : with);
  ASSERT_FALSE(remedy.empty());
  const auto applied = lab.samba->apply(remedy);
  ASSERT_TRUE(applied) << applied.error().describe();

  const auto after = lab.measure(true);
  EXPECT_EQ(grades_of(after), (Grades{safe, safe, safe})) << lab.last_facts;
  EXPECT_TRUE(after.secure());
  // without a login the honest answer about encryption stays "not shown"
  const auto after_without = lab.measure(false);
  EXPECT_EQ(grades_of(after_without), (Grades{safe, maybe, safe})) << lab.last_facts;
  EXPECT_FALSE(after_without.would_settle.empty());
  // second opinion: smbclient with encryption gets in, without it does not
  EXPECT_TRUE(lab.smbclient("ls", {"--client-protection=encrypt"}).ok());
  EXPECT_FALSE(lab.smbclient("ls", {"-m", "SMB2_10"}).ok());
}

INSTANTIATE_TEST_SUITE_P(Samba, SmbLab, testing::ValuesIn(configurations()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(SmbLabForWindows7, TheRemedyProtectsWhatItCanAndDoesNotCutTheDeviceOff) {
  ASSERT_TRUE(base::program_exists("smbd") && base::program_exists("smbclient"))
      << "script/bootstrap test installs Samba";
  model::Device device;
  device.operating_system = "Windows 7 Embedded";
  device.modes = {"Dx", "RUO"};
  Lab lab({});
  ASSERT_TRUE(lab.samba);
  const auto before = lab.measure(true, &device);
  const auto remedy = remedy_for_samba(before);
  EXPECT_EQ(remedy.find("required"), std::string::npos) << remedy;
  ASSERT_TRUE(lab.samba->apply(remedy));
  const auto after = lab.measure(true, &device);
  EXPECT_EQ(grades_of(after), (Grades{safe, maybe, maybe})) << lab.last_facts;
  // as the device would come: SMB 2.1, signed
  EXPECT_TRUE(lab.smbclient("ls", {"-m", "SMB2_10", "--client-protection=sign"}).ok());
}

// smb.conf(5): the order of these two lists is the server's preference.
TEST(SmbLabCiphers, AreToldInTheServersOrderAndTheShareIsSeenWithAnyOfThem) {
  Lab lab({{{"server smb3 encryption algorithms", "AES-256-GCM, AES-128-CCM"},
            {"server smb3 signing algorithms", "AES-128-CMAC, AES-128-GMAC"},
            {"server smb encrypt", "required"}},
           {}});
  ASSERT_TRUE(lab.samba);
  const auto told = lab.observe(true);
  EXPECT_EQ(told.facts.at("smb.ciphers").value, Json({"AES-256-GCM", "AES-128-CCM"})) << Json(told.exchanges).dump(1);
  EXPECT_EQ(told.facts.at("smb.signing-algorithms").value, Json({"AES-CMAC", "AES-GMAC"}));
  EXPECT_EQ(told.facts.at("smb.compression").value, Json::array());  // Samba has none
  ASSERT_TRUE(told.facts.contains("smb.share-dfs")) << Json(told.exchanges).dump(1);
  EXPECT_EQ(told.facts.at("smb.share-dfs").value, Json(false));
}

TEST(SmbLabWithWrongCredentials, SaysThatTheLoginWasRefusedAndJudgesNoBetter) {
  ASSERT_TRUE(base::program_exists("smbd") && base::program_exists("smbclient"))
      << "script/bootstrap test installs Samba";
  Lab lab({{{"server smb encrypt", "required"}}, {}});
  ASSERT_TRUE(lab.samba);
  auto observation = lab.observe(false);
  ask_session(
      *base::parse_endpoint(lab.samba->url()), Address(boost::asio::ip::address_v4::loopback(), lab.samba->port()),
      {lab.samba->user(), "not the password", {}},
      {std::chrono::steady_clock::now() + std::chrono::seconds(30), std::chrono::seconds(30), nullptr}, observation);
  EXPECT_EQ(observation.facts.at("smb.session.login").value, Json("refused"));
  EXPECT_FALSE(observation.facts.contains("smb.session.unencrypted"));
  const auto assessment = judge(observation, {});
  EXPECT_EQ(grades_of(assessment), (Grades{maybe, maybe, maybe}));
  EXPECT_TRUE(has(assessment, "smb.login-refused"));
  EXPECT_EQ(Json(observation).dump().find("not the password"), std::string::npos);
}

}  // namespace
}  // namespace runseal::audit
