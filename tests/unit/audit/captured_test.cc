#include "audit/rules/captured.h"

#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "audit/rules/measured_before.h"
#include "audit/rules/saved.h"

namespace runseal::audit {
namespace {

using model::Protection;

constexpr auto safe = Protection::protected_;
constexpr auto maybe = Protection::optional;
constexpr auto absent = Protection::absent;
constexpr auto unknown = Protection::unknown;

// Traffic from 10:00 to 11:00 on 8 May.
model::Observation seen(Protection integrity, Protection confidentiality, Protection peer = unknown) {
  model::Observation observation;
  observation.id = "seen";
  observation.endpoint = "smb://nas01/runs";
  observation.method = captured_method;
  observation.protocol = "smb";
  observation.at = "2024-05-08T10:00:00.000Z";
  observation.complete = true;
  const auto set = [&](const char* id, Json value) { observation.facts[id] = {std::move(value), "packets"}; };
  set(captured::integrity, model::Axis{integrity, "as seen"});
  set(captured::confidentiality, model::Axis{confidentiality, "as seen"});
  set(captured::peer_authenticity, model::Axis{peer, "as seen"});
  set(captured::until, "2024-05-08T11:00:00.000Z");
  return observation;
}

model::Observation after(Protection measured, model::Observation observation,
                         const std::string& at = "2024-05-01T00:00:00.000Z") {
  model::Observation before;
  before.id = "asked";
  before.method = "probe+session";
  before.at = at;
  model::Assessment assessed;
  assessed.integrity.grade = assessed.confidentiality.grade = assessed.peer_authenticity.grade = measured;
  remember_measured(observation, before, assessed);
  return observation;
}

void expect_grades(const model::Observation& observation, Protection integrity, Protection confidentiality,
                   Protection peer) {
  const auto assessment = judge(observation, {});
  EXPECT_EQ(assessment.integrity.grade, integrity) << assessment.integrity.reason;
  EXPECT_EQ(assessment.confidentiality.grade, confidentiality) << assessment.confidentiality.reason;
  EXPECT_EQ(assessment.peer_authenticity.grade, peer) << assessment.peer_authenticity.reason;
}

bool found(const model::Observation& observation, const std::string& id) {
  const auto assessment = judge(observation, {});
  return std::ranges::find(assessment.findings, id, &model::Finding::id) != assessment.findings.end();
}

TEST(Captured, WithoutAQuestionAskedProtectedTrafficIsNotASafeServer) {
  expect_grades(seen(safe, safe, safe), maybe, maybe, maybe);
  expect_grades(seen(absent, absent, absent), absent, absent, absent);
  expect_grades(seen(unknown, unknown), unknown, unknown, unknown);
}

TEST(Captured, TrafficMakesAGradeWorseAndNeverBetter) {
  for (const auto measured : {unknown, absent, maybe, safe})
    for (const auto traffic : {unknown, absent, maybe, safe}) {
      const auto grade = judge(after(measured, seen(traffic, traffic, traffic)), {}).integrity.grade;
      EXPECT_LE(grade, measured == unknown && traffic != unknown ? traffic : measured)
          << base::name_of(measured) << ", " << base::name_of(traffic);
      if (traffic == absent) {
        EXPECT_EQ(grade, absent);
      }
    }
}

TEST(Captured, ClearTrafficAfterAServerWasMeasuredToInsistIsTheFindingThatSaysSo) {
  const auto observation = after(safe, seen(absent, absent));
  expect_grades(observation, absent, absent, unknown);
  EXPECT_TRUE(found(observation, "capture.weaker-than-measured"));
  EXPECT_TRUE(found(observation, "capture.readable-traffic"));
  EXPECT_TRUE(found(observation, "capture.changeable-traffic"));
  EXPECT_EQ(judge(observation, {}).findings.front().severity, model::Severity::critical);
  EXPECT_FALSE(found(after(absent, seen(absent, absent)), "capture.weaker-than-measured"));
}

// What a login proved, a message proves that carries a code made with the login's key (MS-SMB2 3.1.4.1).
TEST(Captured, MessagesThatNothingProtectsProveNoEndWhateverWasMeasured) {
  for (const auto measured : {unknown, absent, maybe, safe}) {
    const auto peer = judge(after(measured, seen(absent, safe)), {}).peer_authenticity;
    EXPECT_EQ(peer.grade, measured == safe ? unknown : measured) << peer.reason;
  }
  expect_grades(after(safe, seen(unknown, absent)), safe, absent, safe);
  expect_grades(after(safe, seen(absent, safe, safe)), absent, safe, safe);  // Kerberos in NFS, without krb5i
}

TEST(Captured, WhatWasMeasuredSinceStandsAndTheTrafficIsStillTold) {
  const auto observation = after(safe, seen(absent, absent), "2024-05-09T00:00:00.000Z");
  expect_grades(observation, safe, safe, safe);
  EXPECT_FALSE(found(observation, "capture.weaker-than-measured"));
  EXPECT_TRUE(found(observation, "capture.readable-traffic"));
  EXPECT_EQ(judge(observation, {}).at, "2024-05-09T00:00:00.000Z");
}

TEST(Captured, WhatRestsOnAnEarlierAnswerIsNoYounger) {
  EXPECT_EQ(judge(after(safe, seen(safe, unknown)), {}).at, "2024-05-01T00:00:00.000Z");
  EXPECT_EQ(judge(after(safe, seen(safe, safe, safe)), {}).at, "2024-05-08T10:00:00.000Z");
}

TEST(Captured, NoStatementMakesBetterWhatACaptureShowed) {
  const auto first = after(safe, seen(absent, absent));
  auto saved = model::Observation();
  saved.method = saved_method;
  remember_measured(saved, first, judge(first, {}));
  EXPECT_EQ(measured_before(saved, "integrity").grade, absent);
}

TEST(Captured, TwoCapturesStandBesideEachOther) {
  const auto first = after(safe, seen(absent, absent));
  auto second = seen(safe, safe, safe);
  remember_measured(second, first, judge(first, {}));
  expect_grades(second, safe, safe, safe);
}

TEST(Captured, SpoiledFactsAreUnknown) {
  for (const auto* id : {captured::integrity, captured::confidentiality, captured::peer_authenticity})
    for (const auto& spoiled : {Json(), Json("protected"), Json{{"grade", "sure"}}, Json::array()}) {
      auto observation = after(unknown, seen(safe, safe, safe));
      observation.facts[id].value = spoiled;
      EXPECT_FALSE(judge(observation, {}).secure());
      auto alone = seen(safe, safe, safe);
      alone.facts.erase(id);
      EXPECT_FALSE(judge(alone, {}).secure());
    }
}

TEST(Captured, AnOlderVersionThanTheServerOffersIsTold) {
  auto spoken = seen(safe, absent);
  model::Observation before;
  before.method = "probe";
  before.at = "2024-05-01T00:00:00.000Z";
  before.facts["smb.dialects"] = {Json{"2.1", "3.0", "3.1.1"}, "x"};
  remember_measured(spoken, before, {});
  EXPECT_FALSE(found(spoken, "capture.older-version"));
  for (const auto& [dialect, older] :
       std::map<std::string, bool>{{"3.1.1", false}, {"2.1", true}, {"1", true}, {"?", false}}) {
    spoken.facts["smb.dialect"] = {dialect, "packets"};
    EXPECT_EQ(found(spoken, "capture.older-version"), older) << dialect;
  }
  spoken.facts["smb.dialect"] = {Json{"3.1.1", "2.1"}, "packets"};
  EXPECT_TRUE(found(spoken, "capture.older-version"));
}

struct Negotiated : testing::Test {
  Negotiated() {
    before.method = "probe";
    before.at = "2024-05-01T00:00:00.000Z";
    before.facts["smb.signing-required-by-dialect"] = {Json{{"2.1", false}, {"3.1.1", true}}, "x"};
    before.facts["smb.smb1.signing-required"] = {true, "x"};
    before.facts["smb.ciphers"] = {Json{"AES-256-GCM", "AES-128-GCM"}, "x"};
    spoken.at = "2024-05-02T00:00:00.000Z";
  }
  bool differs(const char* id, Json value) {
    auto one = spoken;
    remember_measured(one, before, {});
    one.facts[id] = {std::move(value), "packets"};
    return found(one, "capture.negotiated-otherwise");
  }
  model::Observation spoken = seen(safe, absent);
  model::Observation before;
};

TEST_F(Negotiated, OtherwiseThanWhenTheServerWasAskedIsTold) {
  EXPECT_FALSE(differs("smb.dialect", "3.1.1"));
  EXPECT_TRUE(differs("smb.signing-left-open", Json{"3.1.1"}));
  EXPECT_TRUE(differs("smb.signing-left-open", Json{"2.1", "3.1.1"}));
  EXPECT_TRUE(differs("smb.signing-left-open", Json{"1"}));
  EXPECT_FALSE(differs("smb.signing-left-open", Json{"2.1"})) << "as it was measured";
  EXPECT_FALSE(differs("smb.signing-left-open", Json{"3.0"})) << "not measured";
  EXPECT_TRUE(differs("smb.ciphers-chosen", Json{"AES-128-CCM"}));
  EXPECT_TRUE(differs("smb.ciphers-chosen", Json{"AES-256-GCM", "AES-128-CCM"}));
  EXPECT_FALSE(differs("smb.ciphers-chosen", Json{"AES-128-GCM"})) << "what a client can";
}

TEST_F(Negotiated, AVersionThatTheServerWasMeasuredToRefuseIsTold) {
  EXPECT_FALSE(differs("smb.dialect", "2.0.2")) << "not measured";
  EXPECT_FALSE(differs("smb.dialect", "1")) << "not measured";
  before.facts["smb.dialects"] = {Json{"3.0.2", "3.1.1"}, "x"};
  before.facts["smb.smb1"] = {false, "x"};
  EXPECT_TRUE(differs("smb.dialect", "2.0.2"));
  EXPECT_TRUE(differs("smb.dialect", Json{"3.1.1", "2.0.2"}));
  EXPECT_TRUE(differs("smb.dialect", "1"));
  EXPECT_FALSE(differs("smb.dialect", Json{"3.0.2", "3.1.1"}));
  EXPECT_FALSE(differs("smb.dialect", "?"));
  before.facts["smb.smb1"] = {true, "x"};
  EXPECT_FALSE(differs("smb.dialect", "1"));
  before.at = "2024-05-03T00:00:00.000Z";
  EXPECT_FALSE(differs("smb.dialect", "2.0.2")) << "asked since";
}

TEST_F(Negotiated, BeforeTheServerWasAskedNothingFollows) {
  before.at = "2024-05-03T00:00:00.000Z";
  EXPECT_FALSE(differs("smb.signing-left-open", Json{"3.1.1"}));
  before.at.clear();
  EXPECT_FALSE(differs("smb.signing-left-open", Json{"3.1.1"}));
}

TEST_F(Negotiated, WhatWasNotMeasuredOrIsSpoiledIsNoDifference) {
  before.facts["smb.ciphers"].value = "spoiled";
  before.facts["smb.signing-required-by-dialect"].value = 7;
  EXPECT_FALSE(differs("smb.signing-left-open", Json{"3.1.1"}));
  EXPECT_FALSE(differs("smb.ciphers-chosen", Json{"AES-128-CCM"}));
  before.facts.clear();
  EXPECT_FALSE(differs("smb.signing-left-open", Json{"1", "3.1.1"}));
  EXPECT_FALSE(differs("smb.ciphers-chosen", Json{"AES-128-CCM"}));
  spoken.facts[measured_before_id] = {"spoiled", ""};
  spoken.facts["smb.dialect"] = {"2.1", "packets"};
  EXPECT_FALSE(found(spoken, "capture.negotiated-otherwise"));
  EXPECT_FALSE(found(spoken, "capture.older-version"));
}

TEST(Captured, SignsAndGapsAreTold) {
  auto observation = seen(safe, safe);
  EXPECT_FALSE(found(observation, "capture.signs-of-interference"));
  observation.facts[captured::signs] = {Json{"10.1.2.3 changed its owner."}, "packets"};
  observation.facts[captured::bytes_not_seen] = {Json(12), "packets"};
  EXPECT_TRUE(found(observation, "capture.signs-of-interference"));
  EXPECT_TRUE(found(observation, "capture.not-whole"));
}

}  // namespace
}  // namespace runseal::audit
