// Protocols that protect nothing: what is shown of them makes them worse, never better.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/rules/judge.h"

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
