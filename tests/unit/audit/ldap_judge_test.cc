// What observations of LDAP servers mean.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"

namespace runseal::audit {
namespace {

using model::Protection;
using Facts = std::map<std::string, Json>;

model::Assessment judged(const Facts& facts, const std::string& endpoint = "ldap://dc01") {
  model::Observation observation;
  observation.id = "o1";
  observation.endpoint = endpoint;
  observation.protocol = "ldap";
  observation.at = "2026-05-08T09:30:00.000Z";
  observation.complete = true;
  for (const auto& [id, value] : facts) observation.facts[id] = {value, "x"};
  return judge(observation, {});
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

Facts plain() {
  return {{"ldap.start-tls", "refused"},
          {"ldap.plain-bind", "taken"},
          {"ldap.clear-search", "directory"},
          {"ldap.anonymous-read", "open"},
          {"ldap.login-mechanisms", Json::array()},
          {"ldap.active-directory", false}};
}

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

TEST(LdapJudge, ADomainControllerIsToldWhetherItRequiresSigning) {
  auto facts = plain();
  facts["ldap.active-directory"] = true;
  EXPECT_THAT(ids(judged(facts)), testing::Contains("ldap.signing-not-required"));
  facts["ldap.plain-bind"] = "refused";
  facts["ldap.plain-bind-answer"] = "strongerAuthRequired";
  EXPECT_THAT(ids(judged(facts)), testing::Contains("ldap.signing-required"));
  EXPECT_THAT(ids(judged(facts)), testing::Not(testing::Contains("ldap.signing-not-required")));
  facts["ldap.plain-bind-answer"] = "confidentialityRequired";  // says nothing of signing
  EXPECT_THAT(ids(judged(facts)), testing::Not(testing::Contains("ldap.signing-required")));
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
