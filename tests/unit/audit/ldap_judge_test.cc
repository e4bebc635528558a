// What observations of LDAP servers mean.
#include <gmock/gmock.h>

#include "unit/audit/good_tls.h"

namespace runseal::audit {
namespace {

using model::Protection;
using test::Facts;
using test::ids;
using testing::Contains;
using testing::Not;

model::Assessment judged(const Facts& facts, const std::string& endpoint = "ldap://dc01") {
  return test::judged("ldap", endpoint, facts);
}

Facts plain() {
  return {{"ldap.start-tls", "refused"},
          {"ldap.plain-bind", "taken"},
          {"ldap.clear-search", "directory"},
          {"ldap.anonymous-read", "open"},
          {"ldap.login-mechanisms", Json::array()},
          {"ldap.active-directory", false}};
}

// A server as the remedy leaves it.
Facts remedied() {
  return test::together(test::good_tls(), {{"ldap.start-tls", "accepted"},
                                           {"ldap.plain-bind", "refused"},
                                           {"ldap.plain-bind-answer", "confidentialityRequired"},
                                           {"ldap.clear-search", "confidentiality-required"},
                                           {"ldap.anonymous-read", "refused"},
                                           {"ldap.login-mechanisms", {"GSSAPI"}},
                                           {"ldap.active-directory", false}});
}

Facts changed(const Facts& more) { return test::together(remedied(), more); }

TEST(LdapJudge, WithoutTlsAndKerberosNothingIsProtected) {
  const auto assessment = judged(plain());
  EXPECT_EQ(assessment.integrity.grade, Protection::absent);
  EXPECT_EQ(assessment.confidentiality.grade, Protection::absent);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::absent);
  EXPECT_THAT(ids(assessment), testing::ElementsAre("ldap.tls-not-offered", "ldap.plain-bind-taken",
                                                    "ldap.anonymous-read", "ldap.client-not-measured"));
}

TEST(LdapJudge, KerberosLeavesAWayThatIsSafe) {
  auto facts = plain();
  facts["ldap.login-mechanisms"] = {"GSSAPI"};
  EXPECT_EQ(judged(facts).integrity.grade, Protection::optional);
}

TEST(LdapJudge, AServerThatRefusesEverythingInClearIsSecure) { EXPECT_TRUE(judged(remedied()).secure()); }

TEST(LdapJudge, WhatIsServedInClearBesideTlsTakesFromEveryAxis) {
  for (const auto& [more, id] :
       std::map<Facts, std::string>{{{{"ldap.plain-bind", "taken"}}, "ldap.plain-bind-taken"},
                                    {{{"ldap.clear-search", "directory"}}, "ldap.clear-search-served"},
                                    {{{"ldap.clear-search", "root-dse"}}, "ldap.clear-refusal-not-shown"},
                                    {{{"ldap.clear-search", "refused"}}, "ldap.clear-refusal-not-shown"}}) {
    const auto assessment = judged(changed(more));
    EXPECT_EQ(assessment.integrity.grade, Protection::optional) << id;
    EXPECT_EQ(assessment.confidentiality.grade, Protection::optional) << id;
    EXPECT_EQ(assessment.peer_authenticity.grade, Protection::optional) << id;
    EXPECT_THAT(ids(assessment), Contains(id));
  }
}

TEST(LdapJudge, ADirectoryThatAnswersAnybodyTakesFromPeerAuthenticityAlone) {
  const auto assessment = judged(changed({{"ldap.anonymous-read", "open"}}));
  EXPECT_EQ(assessment.integrity.grade, Protection::protected_);
  EXPECT_EQ(assessment.peer_authenticity.grade, Protection::optional);
}

TEST(LdapJudge, WhereNoNamingContextIsKnownItSaysWhatWouldSettleIt) {
  auto facts = remedied();
  facts.erase("ldap.plain-bind");
  const auto assessment = judged(facts);
  EXPECT_EQ(assessment.integrity.grade, Protection::unknown);
  EXPECT_NE(assessment.would_settle.at(0).find("ldap://HOST/dc="), std::string::npos);
}

TEST(LdapJudge, TlsFromTheFirstByteNeedsNothingToBeRefusedInClear) {
  auto facts = remedied();
  for (const auto* id : {"ldap.start-tls", "ldap.plain-bind", "ldap.clear-search"}) facts.erase(id);
  EXPECT_TRUE(judged(facts, "ldaps://dc01").secure());
  EXPECT_FALSE(judged(facts, "ldap://dc01").secure());
}

TEST(LdapJudge, ADomainControllerIsToldWhetherItRequiresSigning) {
  auto facts = plain();
  facts["ldap.active-directory"] = true;
  EXPECT_THAT(ids(judged(facts)), Contains("ldap.signing-not-required"));
  facts["ldap.plain-bind"] = "refused";
  facts["ldap.plain-bind-answer"] = "strongerAuthRequired";
  EXPECT_THAT(ids(judged(facts)), Contains("ldap.signing-required"));
  EXPECT_THAT(ids(judged(facts)), Not(Contains("ldap.signing-not-required")));
  facts["ldap.plain-bind-answer"] = "confidentialityRequired";  // says nothing of signing
  EXPECT_THAT(ids(judged(facts)), Not(Contains("ldap.signing-required")));
}

TEST(LdapJudge, PasswordsTakenInClearAreTheReasonThatIsTold) {
  const auto assessment = judged(changed({{"ldap.plain-bind", "taken"}}));
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
    EXPECT_THAT(axis->reason, testing::HasSubstr("names and passwords are taken in clear"));
}

TEST(LdapJudge, AMissingOrMalformedFactNeverImprovesAGrade) {
  for (const auto& facts :
       {plain(), remedied(), changed({{"ldap.plain-bind", "taken"}}), changed({{"ldap.clear-search", "directory"}}),
        changed({{"ldap.anonymous-read", "open"}}), changed({{"ldap.start-tls", "refused"}})}) {
    test::expect_no_missing_fact_to_help("ldap", "ldap://dc01", facts);
    test::expect_no_missing_fact_to_help("ldap", "ldaps://dc01", facts);
  }
}

TEST(LdapJudge, TheWorstFindingCarriesTheRemediesOfEachServerAndOfTheDevice) {
  std::vector<std::string> targets;
  const auto assessment = judged(plain());
  for (const auto& remedy : assessment.findings.front().remedies) {
    targets.push_back(remedy.target);
    EXPECT_FALSE(remedy.text.empty() || remedy.undo.empty() || remedy.may_break.empty()) << remedy.target;
  }
  EXPECT_THAT(targets, testing::ElementsAre("OpenLDAP", "Active Directory", "this device"));
}

}  // namespace
}  // namespace runseal::audit
