// What became better or worse between two measurements of a connection.
#include "audit/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace runseal::audit {
namespace {

using model::Protection;
using model::Severity;
using model::Trend;
using testing::ElementsAre;
using testing::IsEmpty;

struct Measurement {
  model::Observation observation;
  model::Assessment assessment;

  Measurement& grades(Protection integrity, Protection confidentiality, Protection peer) {
    assessment.integrity.grade = integrity;
    assessment.confidentiality.grade = confidentiality;
    assessment.peer_authenticity.grade = peer;
    return *this;
  }
  Measurement& finding(const std::string& id, Severity severity) {
    model::Finding one;
    one.id = id;
    one.severity = severity;
    assessment.findings.push_back(one);
    return *this;
  }
};

Measurement measured(Protection all = Protection::protected_) {
  Measurement made;
  made.observation.complete = true;
  made.observation.method = "probe";
  made.observation.version = "1";
  made.observation.at = "2026-03-01T08:00:00.000Z";
  return made.grades(all, all, all);
}

model::Difference compared(const Measurement& before, const Measurement& now) {
  return compare({before.observation, before.assessment}, {now.observation, now.assessment});
}

TEST(Compare, NothingChangedIsUnchanged) {
  const auto same = measured().finding("smb.client-not-measured", Severity::info);
  const auto difference = compared(same, same);
  EXPECT_EQ(difference.trend, Trend::unchanged);
  EXPECT_EQ(difference.since, "2026-03-01T08:00:00.000Z");
  EXPECT_THAT(difference.unchanged_findings, ElementsAre("smb.client-not-measured"));
  EXPECT_EQ(difference.axes.size(), 3U);
}

// Each pair of grades, written down by hand: neither absent nor unknown is protection.
TEST(Compare, AnAxisIsWorseWhenItProtectsLessAndUnknownIsNoProtection) {
  const auto u = Protection::unknown;
  const auto a = Protection::absent;
  const auto o = Protection::optional;
  const auto p = Protection::protected_;
  const std::tuple<Protection, Protection, Trend> expected[] = {
      {p, o, Trend::worse},    {p, a, Trend::worse},   {p, u, Trend::worse},   {o, a, Trend::worse},
      {o, u, Trend::worse},    {a, u, Trend::changed}, {u, a, Trend::changed}, {u, o, Trend::better},
      {a, o, Trend::better},   {u, p, Trend::better},  {a, p, Trend::better},  {o, p, Trend::better},
      {u, u, Trend::unchanged}};
  for (const auto& [before, now, trend] : expected) {
    const auto difference = compared(measured().grades(before, p, p), measured().grades(now, p, p));
    EXPECT_EQ(difference.axes[0].trend, trend) << base::name_of(before) << " " << base::name_of(now);
    EXPECT_EQ(difference.trend, trend);
    EXPECT_EQ(difference.worse_because.empty(), trend != Trend::worse);
  }
}

TEST(Compare, OneWorseAxisOutweighsBetterOnes) {
  const auto before = measured().grades(Protection::absent, Protection::protected_, Protection::absent);
  EXPECT_EQ(
      compared(before, measured().grades(Protection::protected_, Protection::optional, Protection::protected_)).trend,
      Trend::worse);
}

TEST(Compare, ANewFindingThatWasLookedForBeforeIsWorse) {
  const auto now = measured().finding("smb.guest-accepted", Severity::medium);
  const auto difference = compared(measured(), now);
  EXPECT_EQ(difference.trend, Trend::worse);
  EXPECT_THAT(difference.new_findings, ElementsAre("smb.guest-accepted"));
  EXPECT_THAT(difference.worse_because, ElementsAre("new finding smb.guest-accepted (medium)"));
}

TEST(Compare, ALesserFindingInThePlaceOfAnotherIsNotWorse) {
  const auto a = Protection::absent;
  const auto before = measured(a).finding("smb.encryption-not-required", Severity::high);
  auto now = measured().grades(Protection::protected_, Protection::optional, a);
  now.finding("smb.encryption-not-shown", Severity::medium);
  EXPECT_EQ(compared(before, now).trend, Trend::better);
  EXPECT_EQ(compared(now, before).trend, Trend::worse);
  now.finding("smb.guest-accepted", Severity::medium);
  EXPECT_THAT(compared(before, now).worse_because, ElementsAre("new finding smb.guest-accepted (medium)"));
}

TEST(Compare, ANewFindingThatWasNotLookedForBeforeIsNew) {
  const auto now = measured().finding("smb.guest-accepted", Severity::critical);
  auto before = measured();
  before.observation.complete = false;
  EXPECT_EQ(compared(before, now).trend, Trend::changed);
  before = measured();
  before.observation.method = "probe+session";
  EXPECT_EQ(compared(before, now).trend, Trend::changed);
  before = measured();
  before.observation.version = "0";
  EXPECT_EQ(compared(before, now).trend, Trend::changed);
}

TEST(Compare, ASmallOrAnAcceptedNewFindingIsNoAlarm) {
  EXPECT_EQ(compared(measured(), measured().finding("smb.anonymous-accepted", Severity::low)).trend, Trend::changed);
  auto accepted = measured().finding("smb.old-dialect-accepted", Severity::medium);
  accepted.assessment.findings[0].accepted = model::Acceptance{"Anna", "until it is replaced", "2026-12-31"};
  EXPECT_EQ(compared(measured(), accepted).trend, Trend::changed);
}

TEST(Compare, AFindingThatWentIsBetter) {
  const auto difference = compared(measured().finding("smb.smb1-answered", Severity::critical), measured());
  EXPECT_EQ(difference.trend, Trend::better);
  EXPECT_THAT(difference.gone_findings, ElementsAre("smb.smb1-answered"));
}

TEST(Compare, NamesTheFactsThatDiffer) {
  auto before = measured();
  auto now = measured();
  before.observation.facts = {{"smb.smb1", {false, "a"}}, {"smb.dialects", {"3.1.1", "a"}}, {"smb.old", {1, "a"}}};
  now.observation.facts = {{"smb.smb1", {true, "b"}}, {"smb.dialects", {"3.1.1", "b"}}, {"smb.new", {2, "b"}}};
  const auto facts = compared(before, now).facts;
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(Json(facts[0]), Json({{"id", "smb.new"}, {"before", nullptr}, {"now", 2}}));
  EXPECT_EQ(Json(facts[1]), Json({{"id", "smb.old"}, {"before", 1}, {"now", nullptr}}));
  EXPECT_EQ(Json(facts[2]), Json({{"id", "smb.smb1"}, {"before", false}, {"now", true}}));
}

}  // namespace
}  // namespace runseal::audit
