// `runseal audit` and what it writes for others, against a real Samba.
#include <gmock/gmock.h>

#include "base/time.h"
#include "demo/samba.h"
#include "e2e/program.h"
#include "support/documented_shape.h"

namespace runseal::e2e {
namespace {

using testing::HasSubstr;

std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

struct Audit : Program {
  demo::Samba samba = start();
  std::string url = samba.url();
  std::string credentials =
      file("credentials", "username = " + samba.user() + "\npassword = " + samba.password() + "\n");

  demo::Samba start() {
    auto started = demo::Samba::start(folder / "samba", {});
    EXPECT_TRUE(started) << started.error().describe();
    return *std::move(started);
  }
  void apply(const std::string& lines) {
    const auto applied = samba.apply("[global]\n" + lines);
    ASSERT_TRUE(applied) << applied.error().describe();
  }
  void make_safe() {
    apply(
        "  server min protocol = SMB3_11\n  server signing = mandatory\n  server smb encrypt = required\n"
        "  map to guest = Never\n  restrict anonymous = 2\n[runs]\n  guest ok = no\n");
  }
};

TEST_F(Audit, EveryLineFitsEightyColumnsHoweverLongTheNamesAre) {
  const auto long_url = "smb://127.0.0.1:9/" + std::string(300, 'x');
  for (const auto& options : std::vector<std::vector<std::string>>{{"--brief"}, {"--diff"}}) {
    std::vector<std::string> arguments{"audit", url, long_url, "smb://127.0.0.1:9/" + std::string(40, 'y')};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto said = runseal(arguments).out;
    for (const auto line : base::lines(said)) EXPECT_LE(columns(line), 80U) << line;
    EXPECT_EQ(base::replaced(base::replaced(said, "\n", ""), " ", "").find(long_url) == std::string::npos, false);
  }
}

TEST_F(Audit, TheSummaryNamesEachConnectionItsGradesAndItsWorstFinding) {
  const auto said = runseal({"audit", url, "smb://127.0.0.1:9/runs", "--brief"}).out;
  const auto summary = said.substr(said.find("Summary"));
  EXPECT_THAT(summary,
              HasSubstr("  " + url + "\n    optional   optional   optional     high smb.signing-not-required"));
  EXPECT_THAT(summary,
              HasSubstr("  smb://127.0.0.1:9/runs\n    unknown    unknown    unknown      medium smb.unmeasured"));
}

TEST_F(Audit, ItsJsonHasTheDocumentedShape) {
  json({"audit", url, "--credentials", credentials}, 1);
  make_safe();
  const auto all = json({"audit", url, "smb://127.0.0.1:9/runs", "--credentials", credentials}, 3);
  EXPECT_TRUE(all[0].contains("before"));
  EXPECT_EQ(test::misfit(all.dump(), "audit"), "");
  auto spoilt = all;
  spoilt[0]["assessment"]["integrity"]["grade"] = "safe";
  EXPECT_NE(test::misfit(spoilt.dump(), "audit"), "");
}

TEST_F(Audit, DiffSaysWhatBecameWorseAndKeepsIt) {
  make_safe();
  const std::vector<std::string> diff{"audit", url, "--diff", "--credentials", credentials};
  EXPECT_THAT(runseal(diff).out, HasSubstr("measured for the first time"));
  const auto same = runseal(diff);
  EXPECT_EQ(same.exit_code, 0) << same.out;
  EXPECT_THAT(same.out, HasSubstr("1 unchanged"));

  apply("  server smb encrypt = desired\n  server min protocol = SMB2_10\n");
  const auto worse = runseal(diff);
  EXPECT_EQ(worse.exit_code, 1);
  EXPECT_THAT(worse.out, HasSubstr("confidentiality    protected → optional  worse"));
  EXPECT_THAT(worse.out, HasSubstr("smb.encryption-not-required"));
  EXPECT_THAT(worse.out, HasSubstr("evidence entry 3 keeps this"));
  EXPECT_THAT(runseal({"evidence", "show", "3"}).out, HasSubstr("connection-worse"));

  samba.stop();
  const auto silent = json({"audit", url, "--diff", "--time-limit", "2"}, 1);
  EXPECT_EQ(silent[0]["difference"]["trend"], "worse");
  EXPECT_EQ(json({"audit", url, "--diff", "--time-limit", "2"}, 3)[0]["difference"]["trend"], "unchanged");
}

TEST_F(Audit, WritesSarifAndAReport) {
  const auto sarif = (folder / "out.sarif").string();
  const auto html = (folder / "out.html").string();
  EXPECT_EQ(runseal({"audit", url, "--brief", "--sarif", sarif, "--html", html}).exit_code, 1);
  EXPECT_EQ(test::misfit(test::read_file(sarif), "sarif"), "");
  EXPECT_EQ(std::filesystem::status(html).permissions(), static_cast<std::filesystem::perms>(0600));
  EXPECT_THAT(test::read_file(html), HasSubstr("server signing = mandatory"));
  const auto alone = runseal({"audit", url, "--sarif", "-"});
  EXPECT_EQ(test::misfit(alone.out, "sarif"), "");
  EXPECT_EQ(runseal({"--json", "audit", url, "--sarif", "-"}).exit_code, 2);
  EXPECT_EQ(runseal({"audit", url, "--html", (folder / "no/such/folder.html").string()}).exit_code, 3);
}

TEST_F(Audit, APolicyAcceptsForATimeAndIsNamed) {
  make_safe();
  apply("  server smb encrypt = desired\n");
  const auto weak = json({"audit", url, "--credentials", credentials}, 1);
  std::string accept;
  for (const auto& finding : weak[0]["assessment"]["findings"])
    if (finding["severity"] != "info")
      accept += "[[accept]]\nfinding = " + finding["id"].dump() + "\nconnection = \"" + url +
                "\"\nby = \"Anna Bērziņa\"\nreason = \"until the scanner is replaced\"\nuntil = @\n";
  const auto tomorrow = base::format_date(base::date_of(base::system_clock().now() + std::chrono::days(1)));
  const auto policy = file("policy.toml", base::replaced(accept, "@", tomorrow));
  const std::vector<std::string> under{"audit", url, "--brief", "--credentials", credentials, "--policy", policy};
  const auto borne = runseal(under);
  EXPECT_EQ(borne.exit_code, 0) << borne.out;
  EXPECT_THAT(borne.out, HasSubstr("accepted until " + tomorrow + " by Anna"));
  EXPECT_THAT(borne.out, HasSubstr("0 of 1 connections protected on all three axes, 1 accepted"));
  file("policy.toml", base::replaced(accept, "@", "2020-01-01"));
  const auto ended = runseal(under);
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.out, HasSubstr("policy.acceptance-ended"));
  file("policy.toml", "[[acept]]\n");
  EXPECT_EQ(runseal(under).exit_code, 3);
}

TEST_F(Audit, ExplainSaysWhatWouldBeSentToExactlyTheseAndSendsNothing) {
  const auto said = runseal({"audit", "--explain", "smb://nas01/runs", "foo://nas02/x"}).out;
  EXPECT_THAT(said, HasSubstr("To nas01, TCP port 445"));
  EXPECT_THAT(said, HasSubstr("no probe for such addresses"));
  EXPECT_FALSE(std::filesystem::exists(folder / "data"));
  EXPECT_EQ(runseal({"audit", "--explain", "miseqdx-1"}).exit_code, 3);

  ASSERT_EQ(runseal({"device", "add", "MiSeqDx", "--id", "miseqdx-1"}).exit_code, 0);
  ASSERT_EQ(runseal({"device", "connect", "miseqdx-1", "smb://nas01:1445/runs"}).exit_code, 0);
  const auto of_device = json({"audit", "--explain", "miseqdx-1"});
  ASSERT_EQ(of_device.size(), 1U);
  EXPECT_EQ(of_device[0]["port"], 1445);
  EXPECT_EQ(of_device[0]["devices"][0], "miseqdx-1");
  EXPECT_EQ(json({"audit", "--explain", "--all"}), of_device);
}

TEST_F(Audit, APlanFollowsWhatWasMeasuredAndAsksNobody) {
  EXPECT_EQ(runseal({"plan", "--all"}).exit_code, 3);
  EXPECT_EQ(runseal({"plan"}).exit_code, 2);
  ASSERT_EQ(runseal({"device", "add", "NovaSeq", "--id", "n1", "--os", "Windows 10", "--connection", url}).exit_code,
            0);
  EXPECT_EQ(json({"plan", "n1"}, 1)[0]["measured_at"], "");
  json({"audit", "n1", "--credentials", credentials}, 1);
  samba.stop();  // a plan needs no server
  const auto plans = json({"plan", "--all"}, 1);
  EXPECT_EQ(test::misfit(plans.dump(), "plan"), "");
  const auto& plan = plans[0];
  EXPECT_EQ(plan["best"], "SMB 3.1.1, encryption required");
  EXPECT_EQ(plan["devices"], Json::array({"n1"}));
  EXPECT_THAT(runseal({"plan", "n1", "--paste"}).out, HasSubstr("server signing = mandatory"));
}

}  // namespace
}  // namespace runseal::e2e
