// What observations mean: the three grades, and never better than what was measured.
#include "audit/rules/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "support/insisting_smb.h"
#include "support/temporary.h"

namespace runseal::audit {
namespace {

using model::Protection;

model::Observation observation(std::map<std::string, Json> facts) {
  model::Observation made;
  made.id = "o1";
  made.endpoint = "smb://nas01/runs";
  made.protocol = "smb";
  made.at = "2024-05-08T09:30:00.000Z";
  made.complete = true;
  for (auto& [id, value] : facts) made.facts[id] = {std::move(value), "x"};
  return made;
}

std::map<std::string, Json> changed(std::map<std::string, Json> with) {
  auto facts = test::insisting_smb();
  for (auto& [id, value] : with) facts[id] = value;
  return facts;
}

// signing is required, encryption was not shown
std::map<std::string, Json> signed_only(std::map<std::string, Json> with = {}) {
  auto facts = changed(std::move(with));
  for (const auto* id : {"smb.session.login", "smb.session.encrypted", "smb.session.unencrypted"}) facts.erase(id);
  return facts;
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

model::Assessment judged(std::map<std::string, Json> facts) { return judge(observation(std::move(facts)), {}); }

TEST(Judge, ARemediedServerSeenWithALoginIsSecure) {
  const auto assessment = judged(test::insisting_smb());
  EXPECT_TRUE(assessment.secure());
  EXPECT_EQ(assessment.observation_id, "o1");
  EXPECT_EQ(assessment.at, "2024-05-08T09:30:00.000Z");
  EXPECT_THAT(ids(assessment), testing::ElementsAre("smb.client-not-measured"));
  EXPECT_TRUE(assessment.would_settle.empty());
}

TEST(Judge, WithoutALoginTheSameServerIsSecureExceptThatEncryptionIsNotShown) {
  const auto assessment = judged(signed_only());
  EXPECT_EQ(assessment.integrity.grade, Protection::protected_);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::optional);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::protected_);
  ASSERT_FALSE(assessment.would_settle.empty());
  EXPECT_NE(assessment.would_settle[0].find("credentials"), std::string::npos);
}

TEST(Judge, AnIncompleteObservationIsUnknownWhateverFactsItHolds) {
  auto incomplete = observation(test::insisting_smb());
  incomplete.complete = false;
  incomplete.failure = "nas01 did not answer within 10 s";
  const auto assessment = judge(incomplete, {});
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity}) {
    EXPECT_EQ(axis->grade, Protection::unknown);
    EXPECT_NE(axis->reason.find("did not answer within 10 s"), std::string::npos);
  }
  EXPECT_THAT(ids(assessment), testing::ElementsAre("smb.unmeasured"));
  EXPECT_FALSE(assessment.would_settle.empty());
}

TEST(Judge, AProtocolItDoesNotKnowIsUnknown) {
  auto other = observation(test::insisting_smb());
  other.protocol = "gopher";
  EXPECT_EQ(judge(other, {}).integrity.grade, Protection::unknown);
}

TEST(Judge, AnEmptyButCompleteObservationIsUnknownOnEveryAxis) {
  const auto assessment = judged({});
  EXPECT_EQ(assessment.integrity.grade, Protection::unknown);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::unknown);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::unknown);
}

TEST(Judge, AClockThatDiffersIsAFindingFromMoreThanFiveMinutesOn) {
  const auto has_clock = [](const char* time) {
    const auto found = ids(judged(changed({{"smb.server-time", time}})));
    return std::ranges::find(found, "smb.clock-differs") != found.end();
  };
  EXPECT_FALSE(has_clock("2024-05-08T09:35:00.000Z"));
  EXPECT_TRUE(has_clock("2024-05-08T09:35:01.000Z"));
  EXPECT_TRUE(has_clock("2024-05-08T09:24:59.000Z"));
  EXPECT_FALSE(has_clock("at noon"));
}

TEST(Judge, NtlmAloneIsSaid) {
  const auto with = [](const Json& mechanisms) { return ids(judged(changed({{"smb.login-mechanisms", mechanisms}}))); };
  EXPECT_THAT(with({"NTLM"}), testing::Contains("smb.kerberos-not-offered"));
  EXPECT_THAT(with({"Kerberos", "NTLM"}), testing::Not(testing::Contains("smb.kerberos-not-offered")));
}

// Taking facts away, or spoiling their kind, must never make a verdict better.
TEST(Judge, AMissingOrMalformedFactNeverImprovesAGrade) {
  const std::vector<std::map<std::string, Json>> bases{
      test::insisting_smb(),
      signed_only(),
      changed({{"smb.session.unencrypted", "served"}}),
      changed({{"smb.smb1", true}, {"smb.smb1.signing-required", false}}),
      changed({{"smb.guest-session", "accepted"}, {"smb.null-or-guest-share", "refused"}}),
      signed_only({{"smb.signing-required-by-dialect", {{"3.1.1", false}}}, {"smb.encryption-capable", false}})};
  const auto rank = [](Protection grade) {  // unknown is no better than absent
    return grade == Protection::unknown ? 0 : static_cast<int>(grade) - 1;
  };
  for (const auto& base : bases) {
    const auto whole = judged(base);
    for (const auto& [id, value] : base) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
        auto facts = base;
        facts[id] = spoilt;
        if (spoilt.is_null()) facts.erase(id);
        const auto partial = judged(facts);
        EXPECT_LE(rank(partial.integrity.grade), rank(whole.integrity.grade)) << id << spoilt;
        EXPECT_LE(rank(partial.confidentiality.grade), rank(whole.confidentiality.grade)) << id << spoilt;
        EXPECT_LE(rank(partial.peer_authenticity.grade), rank(whole.peer_authenticity.grade)) << id << spoilt;
      }
    }
  }
}

TEST(Judge, EncryptionThatWasOnlyRefusedToNobodyIsNotShownWhereALoginWasServed) {
  const auto assessment =
      judged(changed({{"smb.session.unencrypted", "served"}, {"smb.unencrypted-session", "refused"}}));
  EXPECT_EQ(assessment.confidentiality.grade, Protection::optional);
  EXPECT_THAT(ids(assessment), testing::Contains("smb.encryption-not-required"));
}

TEST(Judge, ALoginThatCouldNotTellANamespaceProtectsNothing) {
  const auto told = judge(observation(changed({{"smb.dfs-capable", true}})), {});
  for (const auto* axis : {&told.integrity, &told.confidentiality, &told.peer_authenticity})
    EXPECT_EQ(axis->grade, Protection::unknown) << axis->reason;
  EXPECT_TRUE(judge(observation(changed({{"smb.dfs-capable", true}, {"smb.share-dfs", false}})), {}).secure());
  EXPECT_TRUE(judge(observation(changed({{"smb.dfs-capable", false}})), {}).secure());
}

TEST(Judge, ALoginOutweighsThatNobodyWasServedInClear) {
  EXPECT_TRUE(judged(changed({{"smb.unencrypted-session", "served"}})).secure());
}

TEST(Judge, ARefusalBeforeTheLoginShowsThatEncryptionIsRequired) {
  EXPECT_EQ(judged(signed_only({{"smb.unencrypted-session", "refused"}})).confidentiality.grade,
            Protection::protected_);
}

TEST(Judge, Smb1UndoesWhatTheNewerVersionsRequire) {
  const auto assessment = judged(changed({{"smb.smb1", true}, {"smb.smb1.signing-required", false}}));
  EXPECT_EQ(assessment.integrity.grade, Protection::optional);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::optional);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::optional);
  EXPECT_EQ(assessment.findings.front().id, "smb.smb1-answered");
}

TEST(Judge, SigningMustBeRequiredInEveryAcceptedDialect) {
  const auto one_open = signed_only(
      {{"smb.dialects", {"2.1", "3.1.1"}}, {"smb.signing-required-by-dialect", {{"2.1", false}, {"3.1.1", true}}}});
  EXPECT_EQ(judged(one_open).integrity.grade, Protection::optional);
  const auto one_not_told =
      signed_only({{"smb.dialects", {"2.1", "3.1.1"}}, {"smb.signing-required-by-dialect", {{"3.1.1", true}}}});
  EXPECT_EQ(judged(one_not_told).integrity.grade, Protection::unknown);
  const auto disabled =
      signed_only({{"smb.signing-enabled", false}, {"smb.signing-required-by-dialect", {{"3.1.1", false}}}});
  EXPECT_EQ(judged(disabled).integrity.grade, Protection::absent);
  EXPECT_EQ(judged(disabled).findings.front().id, "smb.signing-disabled");
}

TEST(Judge, OldDialectsLeaveThePeerOptionalUnlessEncryptionIsRequired) {
  const std::map<std::string, Json> old{
      {"smb.dialects", {"2.0.2", "2.1", "3.0", "3.0.2", "3.1.1"}},
      {"smb.signing-required-by-dialect",
       {{"2.0.2", true}, {"2.1", true}, {"3.0", true}, {"3.0.2", true}, {"3.1.1", true}}}};
  const auto only_signed = judged(signed_only(old));
  EXPECT_EQ(only_signed.integrity.grade, Protection::protected_);
  EXPECT_EQ(only_signed.peer_authenticity.grade, Protection::optional);
  EXPECT_THAT(ids(only_signed), testing::Contains("smb.old-dialect-accepted"));
  EXPECT_TRUE(judged(changed(old)).secure());
}

TEST(Judge, AShareThatOpensWithoutAPasswordHasNoProtectionAtAll) {
  const auto assessment = judged(changed({{"smb.guest-session", "accepted"}, {"smb.null-or-guest-share", "open"}}));
  EXPECT_EQ(assessment.integrity.grade, Protection::absent);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::absent);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::absent);
  EXPECT_EQ(assessment.findings.front().id, "smb.share-open-to-anybody");
}

TEST(Judge, AnonymousSessionsAloneDoNotOpenTheShare) {
  const auto assessment =
      judged(signed_only({{"smb.anonymous-session", "accepted"}, {"smb.null-or-guest-share", "refused"}}));
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::protected_);
  EXPECT_THAT(ids(assessment), testing::Contains("smb.anonymous-accepted"));
  const auto share_not_asked = judged(signed_only({{"smb.anonymous-session", "accepted"}}));
  EXPECT_EQ(share_not_asked.peer_authenticity.grade, Protection::unknown);
}

TEST(Judge, FindingsStandWorstFirstAndTheWorstCarriesTheRemedies) {
  auto facts = signed_only({{"smb.smb1", true},
                            {"smb.smb1.signing-required", false},
                            {"smb.signing-required-by-dialect", {{"3.1.1", false}}},
                            {"smb.anonymous-session", "accepted"},
                            {"smb.null-or-guest-share", "refused"}});
  const auto assessment = judged(facts);
  ASSERT_GE(assessment.findings.size(), 4U);
  for (std::size_t i = 1; i < assessment.findings.size(); ++i) {
    EXPECT_GE(assessment.findings[i - 1].severity, assessment.findings[i].severity);
    EXPECT_TRUE(assessment.findings[i].remedies.empty());
  }
  EXPECT_EQ(assessment.findings.front().remedies.size(), 4U);
}

TEST(Judge, EveryFindingThatHarmsCitesAClauseAndTheFactsItRestsOn) {
  const auto assessment = judged(signed_only({{"smb.smb1", true},
                                              {"smb.signing-required-by-dialect", {{"3.1.1", false}}},
                                              {"smb.encryption-capable", false},
                                              {"smb.guest-session", "accepted"},
                                              {"smb.null-or-guest-share", "open"}}));
  for (const auto& finding : assessment.findings) {
    if (finding.harms.empty()) continue;
    EXPECT_FALSE(finding.clauses.empty()) << finding.id;
    EXPECT_FALSE(finding.facts.empty()) << finding.id;
    EXPECT_FALSE(finding.explanation.empty()) << finding.id;
  }
}

TEST(Rules, EveryFindingIdIsExplainedInTheManual) {
  const auto manual = test::read_file(test::source_file("docs/manual/rules.md"));
  for (const auto& id : finding_ids()) EXPECT_NE(manual.find("`" + id + "`"), std::string::npos) << id;
}

}  // namespace
}  // namespace runseal::audit
