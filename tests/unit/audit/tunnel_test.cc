// What a tunnel counts for: declared, it is worth little; measured, as much as its ends are known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "audit/rules/saved.h"

namespace runseal::audit {
namespace {

using model::Protection;
using testing::Contains;
using testing::Not;

constexpr auto unknown = Protection::unknown;
constexpr auto absent = Protection::absent;
constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;

Json route(const std::string& tunnel, bool ends_at_server = false, bool encrypts = true) {
  return {{"interface", "wg0"},
          {"tunnel", tunnel},
          {"integrity", tunnel != "none"},
          {"confidentiality", tunnel != "none" && encrypts},
          {"ends_at_server", ends_at_server},
          {"detail", "seen"}};
}

model::Observation plain_mount(Json with) {
  model::Observation made;
  made.endpoint = "mount:///mnt/runs";
  made.protocol = "mount";
  made.method = "probe";
  made.complete = true;
  const std::map<std::string, Json> facts{{"mount.mounted", true},
                                          {"mount.point", "/mnt/runs"},
                                          {"mount.type", "nfs4"},
                                          {"mount.source", "nas02:/export"},
                                          {"mount.options", {"sec=sys", "addr=192.0.2.7"}}};
  for (const auto& [id, value] : facts) made.facts[id] = {value, "mounts"};
  if (!with.is_null()) made.facts["route"] = {std::move(with), "route"};
  return made;
}

// A server that takes anything, seen over the network.
model::Observation plain_server() {
  model::Observation made;
  made.endpoint = "smb://nas01/runs";
  made.protocol = "smb";
  made.method = "probe";
  made.complete = true;
  const std::map<std::string, Json> facts{{"smb.smb1", false},
                                          {"smb.dialects", {"3.1.1"}},
                                          {"smb.signing-enabled", false},
                                          {"smb.signing-required-by-dialect", {{"3.1.1", false}}},
                                          {"smb.encryption-capable", false},
                                          {"smb.anonymous-session", "refused"},
                                          {"smb.guest-session", "refused"}};
  for (const auto& [id, value] : facts) made.facts[id] = {value, "x"};
  return made;
}

model::Device device(const std::string& id, const std::string& endpoint,
                     std::optional<model::TunnelKind> inside = model::TunnelKind::wireguard) {
  model::Device made;
  made.id = id;
  made.connections = {endpoint};
  if (inside) made.tunnels = {{endpoint, *inside, "Anna", "I set it up", "2024-05-08T09:30:00.000Z"}};
  return made;
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

void expect_grades(const model::Assessment& assessment, Protection integrity, Protection confidentiality) {
  EXPECT_EQ(assessment.integrity.grade, integrity) << assessment.integrity.reason;
  EXPECT_EQ(assessment.confidentiality.grade, confidentiality) << assessment.confidentiality.reason;
  EXPECT_EQ(assessment.peer_authenticity.grade, absent) << "a tunnel says nothing of who the server is";
}

TEST(Tunnel, DeclaredForEveryDeviceIsOptionalAtMost) {
  const auto all = judge(plain_server(), {device("a", "smb://nas01/runs"), device("b", "smb://nas01/runs")});
  expect_grades(all, maybe, maybe);
  EXPECT_THAT(all.integrity.reason, testing::HasSubstr("declared"));
  EXPECT_THAT(ids(all), Contains("tunnel.declared"));
  const auto some =
      judge(plain_server(), {device("a", "smb://nas01/runs"), device("b", "smb://nas01/runs", std::nullopt)});
  expect_grades(some, absent, absent);
  EXPECT_THAT(ids(some), Contains("tunnel.some-devices-outside"));
  expect_grades(judge(plain_server(), {device("a", "smb://nas02/runs")}), absent, absent);
}

TEST(Tunnel, WhatIsNotKnownStaysUnknownUnderADeclaration) {
  auto unmeasured = plain_server();
  unmeasured.facts.erase("smb.encryption-capable");
  EXPECT_EQ(judge(unmeasured, {device("a", "smb://nas01/runs")}).confidentiality.grade, unknown);
}

TEST(Tunnel, MeasuredAloneIsOptionalAsItsFarEndIsNotKnown) {
  const auto assessment = judge(plain_mount(route("wireguard")), {});
  expect_grades(assessment, maybe, maybe);
  EXPECT_THAT(ids(assessment), Contains("tunnel.far-end-not-known"));
}

TEST(Tunnel, MeasuredHereAndAnsweredForThereIsProtected) {
  const auto assessment = judge(plain_mount(route("wireguard")), {device("a", "mount:///mnt/runs")});
  expect_grades(assessment, safe, safe);
  EXPECT_THAT(ids(assessment), Not(Contains("tunnel.far-end-not-known")));
  const auto other = device("a", "mount:///mnt/runs", model::TunnelKind::ssh);
  expect_grades(judge(plain_mount(route("wireguard")), {other}), maybe, maybe);  // not the one that was declared
}

TEST(Tunnel, IpsecThatEndsAtTheServerIsProtectedAndWithoutEncryptionOnlyWhole) {
  expect_grades(judge(plain_mount(route("ipsec", true)), {}), safe, safe);
  expect_grades(judge(plain_mount(route("ipsec", true, false)), {}), safe, absent);
}

TEST(Tunnel, ADeclaredTunnelThatIsNotThereIsAFinding) {
  const auto assessment = judge(plain_mount(route("none")), {device("a", "mount:///mnt/runs")});
  expect_grades(assessment, absent, absent);
  EXPECT_THAT(ids(assessment), Contains("tunnel.not-seen"));
}

TEST(Tunnel, ARouteThatIsNotToldLeavesTheDeclaration) {
  expect_grades(judge(plain_mount("not told"), {device("a", "mount:///mnt/runs")}), maybe, maybe);
  for (const auto& spoilt : {Json(), Json("perhaps"), Json(7), Json::object()})
    expect_grades(judge(plain_mount(spoilt), {device("a", "mount:///mnt/runs")}), absent, absent);
}

TEST(Tunnel, SavedOutputAndADeclarationAreStatementsBoth) {
  auto saved = plain_server();
  saved.method = saved_method;
  expect_grades(judge(saved, {device("a", "smb://nas01/runs")}), maybe, maybe);
}

TEST(Tunnel, ADevicesTunnelsSurviveTheStore) {
  const auto before = device("a", "smb://nas01/runs");
  const auto after = Json(before).get<model::Device>();
  ASSERT_EQ(after.tunnels.size(), 1U);
  EXPECT_EQ(after.tunnels[0].by, "Anna");
  EXPECT_EQ(after.tunnels[0].kind, model::TunnelKind::wireguard);
  auto old = Json(before);
  old.erase("tunnels");  // as stored before there were any
  EXPECT_TRUE(old.get<model::Device>().tunnels.empty());
}

}  // namespace
}  // namespace runseal::audit
