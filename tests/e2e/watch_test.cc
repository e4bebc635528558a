// `runseal audit --watch` against a real Samba that becomes worse, then better, while it is watched.
#include <csignal>
#include <thread>

#include "demo/samba.h"
#include "e2e/program.h"
#include "support/documented_shape.h"

namespace runseal::e2e {
namespace {

constexpr const char* safe_settings =
    "[global]\n  server min protocol = SMB3_11\n  server signing = mandatory\n  server smb encrypt = required\n"
    "  map to guest = Never\n  restrict anonymous = 2\n[runs]\n  guest ok = no\n";

struct Watch : Program {
  demo::Samba samba = start();
  std::string credentials =
      file("credentials", "username = " + samba.user() + "\npassword = " + samba.password() + "\n");
  base::Path log = folder / "watch.log";

  demo::Samba start() {
    auto started = demo::Samba::start(folder / "samba", {});
    EXPECT_TRUE(started) << started.error().describe();
    return *std::move(started);
  }
  void apply(const std::string& lines) {
    const auto applied = samba.apply(lines);
    ASSERT_TRUE(applied) << applied.error().describe();
  }
  void SetUp() override {
    apply(safe_settings);
    ASSERT_EQ(runseal({"device", "add", "NovaSeq", "--id", "n1", "--connection", samba.url()}).exit_code, 0);
  }
  base::Child watching(std::vector<std::string> options) {
    options.insert(options.end(), {"audit", "--all", "--watch", "1s", "--credentials", credentials});
    auto child = base::Child::start(command(options), log);
    EXPECT_TRUE(child) << child.error().describe();
    return *std::move(child);
  }
  // Waits, at most half a minute, until the log holds `text` after `from`; where it ends there.
  std::size_t wait_for(const std::string& text, std::size_t from = 0) {
    for (int tries = 300; tries > 0; --tries) {
      const auto said = test::read_file(log);
      if (const auto at = said.find(text, from); at != std::string::npos) return at + text.size();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    ADD_FAILURE() << "never said: " << text << "\n" << test::read_file(log);
    return from;
  }
  std::vector<Json> events(const std::string& kind) {
    std::vector<Json> found;
    const auto said = test::read_file(log);
    for (const auto line : base::lines(said))
      if (const auto json = base::parse_json(line); json && json->value("event", "") == kind) found.push_back(*json);
    return found;
  }
};

TEST_F(Watch, AConnectionThatBecomesWorseIsAnAlertOnceAndAnEvidenceEntry) {
  auto child = watching({"--json"});
  wait_for("\"event\":\"round\"");
  apply("[global]\n  server smb encrypt = desired\n  server min protocol = SMB2_10\n");
  const auto worse = wait_for("\"event\":\"worse\"");
  wait_for("\"event\":\"round\"", wait_for("\"event\":\"round\"", worse));  // and goes on, and says it once
  EXPECT_EQ(runseal({"device", "add", "MiSeqDx", "--id", "m1", "--connection", samba.url()}).exit_code, 0);
  apply(safe_settings);
  wait_for("\"event\":\"better\"", worse);
  child.stop();

  // Between the two it restarts, and may have been asked just then: that is an alert too, but another one.
  std::vector<Json> alerts;
  for (const auto& alert : events("worse"))
    if (alert["because"].dump().find("confidentiality was protected, now optional") != std::string::npos)
      alerts.push_back(alert);
  ASSERT_EQ(alerts.size(), 1U) << test::read_file(log);
  EXPECT_EQ(alerts[0]["endpoint"], samba.url());
  EXPECT_EQ(alerts[0]["devices"], Json::array({"n1"}));
  const auto kept = json({"evidence", "show", alerts[0]["evidence"].dump()});
  EXPECT_EQ(kept["kind"], "connection-worse");
  EXPECT_EQ(kept["subject"], samba.url());
  EXPECT_EQ(kept["data"]["because"], alerts[0]["because"]);
  for (const auto* kind : {"worse", "better", "round"})
    EXPECT_EQ(test::misfit(events(kind).back().dump(), "watch"), "") << kind;
  const auto better = events("better");
  EXPECT_EQ(better.back()["devices"].size(), 2U);  // the inventory is read anew
  EXPECT_EQ(runseal({"evidence", "verify"}).exit_code, 0);
}

TEST_F(Watch, SaysALineARoundAndEndsCleanlyWhenItIsTold) {
  file("data/policy.toml", "");
  auto child = watching({});
  const auto first = wait_for("1 of 1 protected; next 20");
  file("data/policy.toml", "[[acept]]\n");  // read anew; a round that fails is no end
  const auto failed = wait_for("not measured: ", first);
  file("data/policy.toml", "");
  wait_for("1 of 1 protected; next 20", failed);
  ::kill(child.pid(), SIGTERM);
  wait_for("stopping");
  for (int tries = 50; tries > 0 && child.running(); --tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_FALSE(child.running());
  EXPECT_EQ(test::read_file(log).find("ALERT"), std::string::npos);
  EXPECT_EQ(runseal({"evidence", "verify"}).exit_code, 0);
}

TEST_F(Watch, WhatCannotBeWatchedIsSaidAtOnce) {
  for (const auto* interval : {"0s", "24", "h", "1w", "31d", "-5m", "1.5h"})
    EXPECT_EQ(runseal({"audit", "--all", "--watch", interval}).exit_code, 2) << interval;
  EXPECT_EQ(runseal({"audit", "--all", "--watch", "1h", "--html", "x.html"}).exit_code, 2);
  EXPECT_EQ(runseal({"audit", "nobody", "--watch", "1h"}).exit_code, 3);
}

}  // namespace
}  // namespace runseal::e2e
