// A site's policy: tightens, accepts with an end, and never makes a grade better.
#include "audit/rules/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"

namespace runseal::audit {
namespace {

using model::Protection;
using model::Severity;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Date today{std::chrono::year{2026} / 3 / 1};

Result<Policy> parsed(const std::string& toml) { return parse_policy(toml, "policy.toml", today, 365); }

model::Assessment assessment(Protection confidentiality = Protection::optional) {
  model::Assessment made;
  made.endpoint = "smb://nas01/runs";
  made.integrity.grade = Protection::protected_;
  made.confidentiality.grade = confidentiality;
  made.peer_authenticity.grade = Protection::protected_;
  for (const auto& [id, severity] :
       {std::pair("smb.encryption-not-shown", Severity::medium), std::pair("smb.anonymous-accepted", Severity::low),
        std::pair("smb.client-not-measured", Severity::info)}) {
    model::Finding finding;
    finding.id = id;
    finding.severity = severity;
    made.findings.push_back(finding);
  }
  made.findings[0].remedies.push_back({"Samba", "smb.conf", "text", "", ""});
  return made;
}

model::Assessment under(const std::string& toml, Date on = today, model::Assessment of = assessment()) {
  const auto policy = parsed(toml);
  EXPECT_TRUE(policy) << policy.error().describe();
  if (policy) apply_policy(*policy, on, of);
  return of;
}

std::vector<std::string> ids(const model::Assessment& of) {
  std::vector<std::string> list;
  for (const auto& finding : of.findings) list.push_back(finding.id);
  return list;
}

std::string acceptance(const std::string& finding, const std::string& until = "2026-12-31") {
  return "[[accept]]\nfinding = \"" + finding +
         "\"\nconnection = \"smb://nas01/runs\"\nby = \"Anna Bērziņa\"\nreason = \"the scanner of room 4 needs it\"\n"
         "until = " +
         until + "\n";
}

TEST(Policy, ARaisedFindingStandsFirstAndCarriesTheRemedies) {
  const auto of = under("[[raise]]\nfinding = \"smb.anonymous-accepted\"\nseverity = \"critical\"\n");
  EXPECT_THAT(ids(of), ElementsAre("smb.anonymous-accepted", "smb.encryption-not-shown", "smb.client-not-measured"));
  EXPECT_EQ(of.findings[0].severity, Severity::critical);
  EXPECT_EQ(of.findings[0].remedies.size(), 1U);
  EXPECT_TRUE(of.findings[1].remedies.empty());
}

TEST(Policy, ASeverityIsNeverLowered) {
  const auto of = under("[[raise]]\nfinding = \"smb.encryption-not-shown\"\nseverity = \"low\"\n");
  EXPECT_EQ(of.findings[0].severity, Severity::medium);
}

TEST(Policy, WhatIsSaidOfOneConnectionHoldsForNoOther) {
  const auto of = under(
      "[[raise]]\nfinding = \"smb.encryption-not-shown\"\nseverity = \"high\"\nconnection = \"smb://nas02/runs\"\n"
      "[[demand]]\naxis = \"confidentiality\"\nconnection = \"smb://nas02/runs\"\n");
  EXPECT_EQ(of.findings[0].severity, Severity::medium);
  EXPECT_EQ(of.findings.size(), 3U);
}

TEST(Policy, ADemandedAxisThatIsNotProtectedIsAFinding) {
  const std::string demand = "[[demand]]\naxis = \"confidentiality\"\n";
  for (const auto grade : {Protection::optional, Protection::absent, Protection::unknown}) {
    const auto of = under(demand, today, assessment(grade));
    EXPECT_EQ(of.findings[0].id, "policy.confidentiality-not-protected");
    EXPECT_THAT(of.findings[0].explanation, HasSubstr(std::string(base::name_of(grade))));
  }
  EXPECT_EQ(under(demand, today, assessment(Protection::protected_)).findings.size(), 3U);
}

TEST(Policy, AnAcceptedFindingStaysWithPersonReasonAndEnd) {
  const auto of = under(acceptance("smb.encryption-not-shown"));
  ASSERT_TRUE(of.findings[0].accepted);
  EXPECT_EQ(of.findings[0].accepted->by, "Anna Bērziņa");
  EXPECT_EQ(of.findings[0].accepted->reason, "the scanner of room 4 needs it");
  EXPECT_EQ(of.findings[0].accepted->until, "2026-12-31");
  EXPECT_EQ(of.findings[0].severity, Severity::medium);
  EXPECT_FALSE(of.findings[1].accepted);
}

TEST(Policy, AnAcceptanceHoldsThroughItsLastDayAndThenSaysThatItEnded) {
  const Date last{std::chrono::year{2026} / 12 / 31};
  EXPECT_TRUE(under(acceptance("smb.encryption-not-shown"), last).findings[0].accepted);
  const auto of = under(acceptance("smb.encryption-not-shown"), Date{std::chrono::year{2027} / 1 / 1});
  EXPECT_FALSE(of.findings[0].accepted);
  EXPECT_THAT(ids(of), testing::Contains("policy.acceptance-ended"));
  EXPECT_THAT(of.findings[2].explanation, HasSubstr("Anna Bērziņa had accepted it until 2026-12-31"));
}

TEST(Policy, ALaterAcceptanceReplacesOneThatEnded) {
  const auto of = under(acceptance("smb.encryption-not-shown", "2026-02-01") + acceptance("smb.encryption-not-shown"));
  EXPECT_TRUE(of.findings[0].accepted);
  EXPECT_EQ(of.findings.size(), 3U);
}

TEST(Policy, NoPolicyChangesAGrade) {
  for (const auto grade : {Protection::unknown, Protection::absent, Protection::optional}) {
    const auto of =
        under(acceptance("smb.encryption-not-shown") + acceptance("smb.anonymous-accepted"), today, assessment(grade));
    EXPECT_EQ(of.confidentiality.grade, grade);
    EXPECT_FALSE(of.secure());
  }
}

TEST(Policy, AConnectionIsBorneOnlyWhenItWasMeasuredAndEverythingIsAccepted) {
  const auto both = acceptance("smb.encryption-not-shown") + acceptance("smb.anonymous-accepted");
  EXPECT_TRUE(borne(under(both)));
  EXPECT_FALSE(borne(under(acceptance("smb.encryption-not-shown"))));
  EXPECT_FALSE(borne(under(both, today, assessment(Protection::unknown))));
  EXPECT_FALSE(borne(under(both + "[[demand]]\naxis = \"confidentiality\"\n")));
  EXPECT_FALSE(borne(under(both, Date{std::chrono::year{2027} / 1 / 1})));
  EXPECT_FALSE(borne(assessment()));
}

TEST(Policy, WhatItDoesNotKnowIsRefusedWithItsLine) {
  const std::pair<std::string, std::string> wrong[] = {
      {"[[acept]]\n", "unknown table"},
      {"severity = \"high\"\n", "unknown key"},
      {"[raise]\nfinding = \"smb.smb1-answered\"\n", "unknown key"},
      {"\n[[raise]]\nfinding = \"smb.smb-1-answered\"\nseverity = \"high\"\n", "there is no finding"},
      {"[[raise]]\nfinding = \"smb.smb1-answered\"\nseverity = \"worst\"\n", "severity must be"},
      {"[[raise]]\nfinding = \"smb.smb1-answered\"\nseverity = \"high\"\nuntil = 2026-04-01\n",
       "unknown key \"until\""},
      {"[[demand]]\naxis = \"secrecy\"\n", "axis must be"},
      {"[[demand]]\naxis = \"integrity\"\nconnection = \"nas01\"\n", "connection"},
      {acceptance("smb.smb1-answered", "\"soon\""), "must be a date"},
      {acceptance("smb.smb1-answered", "2027-03-02"), "must end by 2027-03-01"},
      {acceptance("policy.integrity-not-protected"), "neither raised nor accepted"},
      {"[[accept]]\nfinding = \"smb.smb1-answered\"\nconnection = \"smb://n/r\"\nby = \"A\"\nreason = \"because\"\n"
       "until = 2026-04-01\n",
       "reason"},
      {"[[accept]]\nfinding = \"smb.smb1-answered\"\nby = \"A\"\nreason = \"a long enough one\"\nuntil = 2026-04-01\n",
       "connection must be"},
      {"[[raise\n", ""}};
  for (const auto& [toml, what] : wrong) {
    const auto policy = parsed(toml);
    ASSERT_FALSE(policy) << toml;
    EXPECT_THAT(policy.error().what, HasSubstr(what)) << toml;
    EXPECT_THAT(policy.error().where, testing::StartsWith("policy.toml:")) << toml;
  }
  EXPECT_EQ(parsed(wrong[3].first).error().where, "policy.toml:2");
}

TEST(Policy, ADateMayStandInQuotesAndAConnectionInAnyForm) {
  const auto policy = parsed(
      "[[accept]]\nfinding = \"smb.smb1-answered\"\nconnection = '\\\\NAS01\\runs'\nby = \"A\"\n"
      "reason = \"a long enough one\"\nuntil = \"2026-04-01\"\n");
  ASSERT_TRUE(policy) << policy.error().describe();
  EXPECT_EQ(policy->accept[0].connection, "smb://nas01/runs");
  EXPECT_EQ(policy->accept[0].acceptance.until, "2026-04-01");
}

TEST(Policy, IsKnownByTheHashOfItsBytes) {
  // printf '' | sha256sum
  EXPECT_EQ(parsed("")->sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace runseal::audit
