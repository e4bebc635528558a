// What to do first, by what was measured and what both ends can do.
#include "audit/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"

namespace runseal::audit {
namespace {

using model::Effort;
using model::Protection;
using model::Severity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

model::Device device(const std::string& id, const std::string& system, std::vector<std::string> modes = {}) {
  model::Device made;
  made.id = id;
  made.operating_system = system;
  made.modes = std::move(modes);
  return made;
}

// A server that neither requires signing nor encryption, as the notice warns about, seen with a login.
std::map<std::string, Json> weak() {
  return {{"smb.smb1", false},
          {"smb.dialects", {"2.1", "3.0", "3.1.1"}},
          {"smb.signing-enabled", true},
          {"smb.signing-required", false},
          {"smb.signing-required-by-dialect", {{"2.1", false}, {"3.0", false}, {"3.1.1", false}}},
          {"smb.encryption-capable", true},
          {"smb.preauth-integrity", true},
          {"smb.anonymous-session", "refused"},
          {"smb.guest-session", "refused"},
          {"smb.session.login", "accepted"},
          {"smb.session.encrypted", "works"},
          {"smb.session.unencrypted", "served"}};
}

std::map<std::string, Json> safe() {
  auto facts = weak();
  facts["smb.dialects"] = {"3.1.1"};
  facts["smb.signing-required-by-dialect"] = {{"3.1.1", true}};
  facts["smb.session.unencrypted"] = "refused";
  return facts;
}

Known known(const std::string& endpoint, const std::map<std::string, Json>& facts, std::vector<model::Device> devices) {
  model::Observation observation;
  observation.endpoint = endpoint;
  observation.protocol = "smb";
  observation.at = "2026-03-01T08:00:00.000Z";
  observation.complete = true;
  for (const auto& [id, value] : facts) observation.facts[id] = {value, "x"};
  auto assessment = judge(observation, devices);
  return {endpoint, std::move(devices), std::move(observation), std::move(assessment), false};
}

model::ConnectionPlan plan_for(const std::string& system, std::vector<std::string> modes = {},
                               const std::map<std::string, Json>& facts = weak()) {
  return plan({known("smb://nas01/runs", facts, {device("d1", system, std::move(modes))})}).front();
}

std::vector<std::string> places(const model::ConnectionPlan& plan) {
  std::vector<std::string> list;
  for (const auto& step : plan.steps) list.push_back(step.where);
  return list;
}

std::vector<std::string> order(const std::vector<Known>& all) {
  std::vector<std::string> list;
  for (const auto& one : plan(all)) list.push_back(one.endpoint);
  return list;
}

TEST(Plan, AModernDeviceGetsEncryptionAndNoGateway) {
  const auto made = plan_for("Windows 10");
  EXPECT_EQ(made.best, "SMB 3.1.1, encryption required");
  EXPECT_THAT(made.gateway, IsEmpty());
  EXPECT_THAT(places(made), ElementsAre("server", "device d1", "here"));
  EXPECT_EQ(made.steps[0].remedies.front().target, "Samba");
  EXPECT_EQ(made.steps[1].remedies.front().target, "this device");
  EXPECT_THAT(made.steps[2].what, HasSubstr("runseal audit smb://nas01/runs"));
  EXPECT_EQ(made.effort, Effort::manufacturer);
}

TEST(Plan, ALinuxServerNeedsNoManufacturer) { EXPECT_EQ(plan_for("CentOS 7").effort, Effort::minutes); }

TEST(Plan, AWindows7DeviceIsSignedAndStaysReadableWithoutAGateway) {
  const auto made = plan_for("Windows 7");
  EXPECT_EQ(made.best, "SMB 2.1, signing required");
  EXPECT_THAT(made.gateway, HasSubstr("d1 can sign but never encrypt"));
  EXPECT_THAT(places(made), ElementsAre("server", "device d1", "gateway", "here"));
  EXPECT_THAT(made.remains, testing::Contains(HasSubstr("whoever is on the way reads what d1 sends")));
  for (const auto& remedy : made.steps[0].remedies) EXPECT_EQ(remedy.text.find("SMB3_11"), std::string::npos);
}

TEST(Plan, ADeviceOfSmb1GetsItsGatewayBeforeTheServerIsChanged) {
  const auto made = plan_for("Windows XP");
  EXPECT_THAT(made.best, HasSubstr("SMB 3.1.1, encryption required (from the gateway"));
  EXPECT_THAT(places(made), ElementsAre("gateway", "server", "device d1", "here"));
}

TEST(Plan, TheMostLimitedOfAllDevicesDecides) {
  const auto made =
      plan({known("smb://nas01/runs", weak(), {device("new", "Windows 11"), device("old", "Windows 7")})});
  EXPECT_EQ(made[0].best, "SMB 2.1, signing required");
  EXPECT_THAT(made[0].gateway, HasSubstr("old can sign"));
}

TEST(Plan, ASystemThatIsNotRecordedIsRecordedFirst) {
  const auto made = plan_for("");
  EXPECT_EQ(places(made)[0], "here");
  EXPECT_THAT(made.steps[0].what, HasSubstr("record which operating system d1 runs"));
  EXPECT_THAT(made.best, HasSubstr("until it is recorded what d1 can do"));
}

TEST(Plan, AServerThatCannotDoTheBestIsBroughtThereFirst) {
  auto old = weak();
  old["smb.dialects"] = {"2.1"};
  old["smb.signing-required-by-dialect"] = {{"2.1", false}};
  old["smb.encryption-capable"] = false;
  const auto made = plan_for("Windows 10", {}, old);
  EXPECT_THAT(made.steps[0].what, HasSubstr("a version that speaks SMB 3.1.1"));
  EXPECT_EQ(made.steps[0].effort, Effort::hours);
  auto no_ciphers = weak();
  no_ciphers["smb.encryption-capable"] = false;
  EXPECT_THAT(plan_for("Windows 10", {}, no_ciphers).steps[0].what, HasSubstr("allow SMB 3 encryption"));
}

TEST(Plan, DxAndRuoAreChangedTogetherAndBothTested) {
  const auto made = plan_for("Windows 10", {"Dx", "RUO"});
  EXPECT_THAT(made.both_modes, HasSubstr("d1"));
  EXPECT_THAT(made.steps[made.steps.size() - 2].what, HasSubstr("in Dx and one in RUO"));
  EXPECT_THAT(plan_for("Windows 10", {"Dx"}).both_modes, IsEmpty());
}

TEST(Plan, WhatIsProtectedIsDone) {
  const auto made = plan_for("Windows 10", {"Dx", "RUO"}, safe());
  EXPECT_TRUE(made.done);
  EXPECT_THAT(made.steps, IsEmpty());
  EXPECT_EQ(made.effort, Effort::none);
  EXPECT_THAT(made.remains, ElementsAre(HasSubstr("smb.client-not-measured")));
}

TEST(Plan, AnOldMeasurementIsRepeatedFirst) {
  auto old = known("smb://nas01/runs", safe(), {});
  old.stale = true;
  const auto made = plan({old}).front();
  EXPECT_FALSE(made.done);
  EXPECT_THAT(made.steps[0].what, HasSubstr("the last time was 2026-03-01"));
}

TEST(Plan, WhatWasNeverMeasuredIsMeasuredAndMayHoldEveryHarm) {
  const auto made = plan({{"smb://nas01/runs", {device("d1", "Windows 10")}, {}, {}, false}}).front();
  EXPECT_THAT(made.measured_at, IsEmpty());
  EXPECT_THAT(places(made), ElementsAre("here"));
  EXPECT_EQ(made.harms.size(), 5U);
  EXPECT_FALSE(made.done);
}

TEST(Plan, WorstFirstAndDoneLast) {
  auto open = weak();
  open["smb.null-or-guest-share"] = "open";
  open["smb.guest-session"] = "accepted";
  auto readable = safe();  // signed, but served without encryption: only disclosure
  readable["smb.session.unencrypted"] = "served";
  const std::vector<model::Device> none;
  const Known never{"smb://never/x", {}, {}, {}, false};
  EXPECT_THAT(order({known("smb://done/x", safe(), none), never, known("smb://readable/x", readable, none),
                     known("smb://weak/x", weak(), none), known("smb://open/x", open, none)}),
              ElementsAre("smb://open/x", "smb://weak/x", "smb://readable/x", "smb://never/x", "smb://done/x"));
}

TEST(Plan, WhatSomebodyAcceptedWeighsNothingAndRemains) {
  auto accepted = known("smb://accepted/x", weak(), {});
  for (auto& finding : accepted.assessment.findings)
    if (finding.severity != Severity::info)
      finding.accepted = model::Acceptance{"Anna", "until it is replaced", "2026-12-31"};
  EXPECT_THAT(order({accepted, known("smb://weak/x", weak(), {})}), ElementsAre("smb://weak/x", "smb://accepted/x"));
  const auto made = plan({accepted}).front();
  EXPECT_TRUE(made.done);
  EXPECT_THAT(made.remains, testing::Contains(HasSubstr("is accepted until 2026-12-31 by Anna")));
}

TEST(Plan, OtherProtocolsHaveABestToo) {
  for (const auto* endpoint : {"nfs://nas01/x", "sftp://nas01/x", "ftp://nas01/x", "https://nas01/x", "s3://nas01/x",
                               "ldap://dc01", "rsync://nas01/x", "iscsi://nas01/x", "mount:///mnt/runs"}) {
    const auto made = plan({{endpoint, {}, {}, {}, false}}).front();
    EXPECT_EQ(made.best.find("not known"), std::string::npos) << endpoint;
    EXPECT_FALSE(made.gateway_known) << endpoint;  // the inventory says what SMB a device can speak, and no more
  }
  EXPECT_TRUE(plan({{"smb://nas01/x", {}, {}, {}, false}}).front().gateway_known);
  EXPECT_THAT(plan({{"gopher://nas01/x", {}, {}, {}, false}}).front().best, HasSubstr("not known"));
}

model::ConnectionPlan plan_of(const std::string& endpoint, std::vector<model::Device> devices) {
  return plan({{endpoint, std::move(devices), {}, {}, false}}).front();
}

TEST(Plan, WhatLinuxCanSpeakNeedsNoGateway) {
  for (const auto* endpoint : {"nfs://nas01/x", "sftp://nas01/x", "rsync://nas01/x"}) {
    const auto made = plan_of(endpoint, {device("dragen-1", "CentOS 7"), device("dragen-2", "Oracle Linux 8")});
    EXPECT_TRUE(made.gateway_known) << endpoint;
    EXPECT_THAT(made.gateway, IsEmpty()) << endpoint;
    EXPECT_FALSE(plan_of(endpoint, {device("dragen-1", "CentOS 7"), device("x", "")}).gateway_known) << endpoint;
  }
  EXPECT_FALSE(plan_of("https://nas01/x", {device("dragen-1", "CentOS 7")}).gateway_known);  // its program decides
}

TEST(Plan, AWindowsWithoutEncryptionInNfsGetsItsGatewayBeforeTheServerIsChanged) {
  auto nfs = known("nfs://nas01/x", {}, {device("n1", "Windows 7"), device("dragen-1", "CentOS 7")});
  nfs.observation->protocol = "nfs";
  const auto made = plan({nfs}).front();
  EXPECT_TRUE(made.gateway_known);
  EXPECT_THAT(made.gateway, HasSubstr("the Windows of n1 has no NFS with encryption"));
  const auto at = [&](const std::string& where) {
    return std::ranges::find(made.steps, where, &model::PlanStep::where) - made.steps.begin();
  };
  EXPECT_LT(at("gateway"), at("server"));
  EXPECT_LT(at("server"), std::ssize(made.steps));
}

TEST(Plan, NoWindowsMountsNfs4) {
  for (const auto* system : {"Windows 10 IoT", "Windows Server 2019"}) {
    const auto made = plan_of("nfs://nas01/x", {device("n1", system), device("dragen-1", "CentOS 7")});
    EXPECT_TRUE(made.gateway_known) << system;
    EXPECT_THAT(made.gateway, IsEmpty()) << system;
    EXPECT_THAT(made.remains, testing::Contains(HasSubstr("on n1, speaks nothing newer than NFS 3"))) << system;
  }
  EXPECT_FALSE(plan_of("nfs://nas01/x", {device("n1", "Windows 10"), device("x", "")}).gateway_known);
}

TEST(Plan, TheTlsOfOldWindowsIsSaid) {
  EXPECT_THAT(plan_of("https://nas01/x", {device("n1", "Windows XP")}).gateway, HasSubstr("ends at 1.0 on n1"));
  const auto seven = plan_of("ftp://nas01/x", {device("n1", "Windows 7")});
  EXPECT_THAT(seven.gateway, IsEmpty());
  EXPECT_FALSE(seven.gateway_known);
  EXPECT_THAT(seven.remains, testing::Contains(HasSubstr("1.2 switched off")));
  EXPECT_THAT(plan_of("https://nas01/x", {device("n1", "Windows 10")}).remains, IsEmpty());
}

}  // namespace
}  // namespace runseal::audit
