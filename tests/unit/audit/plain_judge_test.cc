// Protocols that protect nothing: what is shown of them makes them worse, never better.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"
#include "unit/audit/good_tls.h"

namespace runseal::audit {
namespace {

using model::Protection;
using Facts = std::map<std::string, Json>;

model::Assessment judged(const std::string& protocol, const Facts& facts) {
  model::Observation made;
  made.endpoint = protocol + "://nas01/runs";
  made.protocol = protocol;
  made.complete = true;
  for (const auto& [id, value] : facts) made.facts[id] = {value, "x"};
  return judge(made, {});
}

std::vector<std::string> ids(const model::Assessment& assessment) {
  std::vector<std::string> list;
  for (const auto& finding : assessment.findings) list.push_back(finding.id);
  return list;
}

void expect_each(const model::Assessment& assessment, Protection grade) {
  for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
    EXPECT_EQ(axis->grade, grade) << axis->reason;
}

const Facts rsync{{"rsync.version", "31.0"}, {"rsync.doors", {{"runs", "password"}, {"public", "open"}}}};
const Facts iscsi{{"iscsi.spoken", true},
                  {"iscsi.discovery", "open"},
                  {"iscsi.doors", {{"iqn.a", "chap"}, {"iqn.b", "open"}, {"iqn.c", "refused"}}}};

TEST(PlainJudge, ADaemonThatShowedItselfIsUnprotectedAndItsOpenDoorsAreNamed) {
  const auto daemon = judged("rsync", rsync);
  expect_each(daemon, Protection::absent);
  EXPECT_THAT(ids(daemon),
              testing::UnorderedElementsAre("rsync.plain", "rsync.module-open", "rsync.password-in-clear"));
  for (const auto& finding : daemon.findings)
    if (finding.id == "rsync.module-open") {
      EXPECT_THAT(finding.explanation, testing::StartsWith("Open: public."));
    }
  EXPECT_EQ(daemon.findings.front().remedies.size(), 3U);
}

const Facts inside_tls = test::together(
    test::good_tls(), {{"rsync.tls", true}, {"rsync.version", "31.0"}, {"rsync.doors", {{"runs", "password"}}}});

TEST(PlainJudge, ADaemonInsideTlsIsWorthWhatThatIsAndItsDoors) {
  const auto with = [](const Facts& more) {
    return test::judged("rsync", "rsyncs://nas01/runs", test::together(inside_tls, more));
  };
  const auto good = with({});
  EXPECT_TRUE(good.secure()) << Json(good).dump(1);
  EXPECT_THAT(ids(good), testing::Not(testing::Contains("rsync.plain")));
  EXPECT_THAT(ids(good), testing::Contains("rsync.port-in-clear-not-measured"));
  EXPECT_EQ(with({{"rsync.doors", {{"runs", "open"}}}}).peer_authenticity.grade, Protection::optional);
  for (const Facts& unsettled :
       {Facts{{"rsync.doors", {{"runs", "refused"}}}}, Facts{{"rsync.doors", Json()}},
        Facts{{"rsync.doors", {{"runs", "password"}, {"more", "refused"}}}}, Facts{{"rsync.modules-not-asked", 3}}})
    EXPECT_EQ(with(unsettled).peer_authenticity.grade, Protection::unknown);
  expect_each(with({{"rsync.tls", false}}), Protection::absent);
  expect_each(with({{"rsync.version", Json()}}), Protection::unknown);
  test::expect_no_missing_fact_to_help("rsync", "rsyncs://nas01/runs", inside_tls);
}

TEST(PlainJudge, APortalThatShowedItselfIsUnprotectedAndItsOpenTargetsAreNamed) {
  const auto portal = judged("iscsi", iscsi);
  expect_each(portal, Protection::absent);
  EXPECT_THAT(ids(portal),
              testing::UnorderedElementsAre("iscsi.plain", "iscsi.target-open", "iscsi.discovery-open",
                                            "iscsi.chap-protects-the-login-alone", "iscsi.target-refused"));
}

TEST(PlainJudge, NoFactsOrSpoiltOnesAreNeverBetter) {
  for (const auto& [protocol, whole] : {std::pair("rsync", rsync), std::pair("iscsi", iscsi)}) {
    expect_each(judged(protocol, {}), Protection::unknown);
    for (const auto& [id, value] : whole) {
      for (const auto& spoilt : {Json(), Json(7), Json("perhaps"), Json::array({1}), Json::object()}) {
        auto facts = whole;
        facts[id] = spoilt;
        if (spoilt.is_null()) facts.erase(id);
        const auto partial = judged(protocol, facts);
        for (const auto* axis : {&partial.integrity, &partial.confidentiality, &partial.peer_authenticity})
          EXPECT_TRUE(axis->grade == Protection::unknown || axis->grade == Protection::absent) << id << spoilt;
      }
    }
  }
}

}  // namespace
}  // namespace runseal::audit
