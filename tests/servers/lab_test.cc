// Every server of the lab, measured by the real probes and judged as its entry says; then its remedy is pasted into it
// and it is measured again.
#include <gtest/gtest.h>

#include "audit/all_probes.h"
#include "audit/audit.h"
#include "audit/rules/judge.h"
#include "lab/lab.h"
#include "support/temporary.h"

namespace runseal::lab {
namespace {

class Lab : public testing::TestWithParam<Entry> {
 protected:
  model::Assessment measure(const Running& server) {
    audit::Question question{*base::parse_endpoint(server.url()), server.credentials()};
    audit::Options options;
    options.time_limit = std::chrono::seconds(60);
    audit::ProbeSettings settings;
    if (const auto file = server.authority()) settings.trust = base::Trust::system_and(*file).value();
    const auto observation = audit::observe(audit::all_probes(settings), {question}, options).at(0);
    EXPECT_TRUE(observation.complete) << observation.failure;
    last_facts_ = Json(observation.facts).dump(1) + Json(observation.exchanges).dump(1);
    const auto assessment = audit::judge(observation, {});
    last_facts_ += Json(assessment.findings).dump(1);
    return assessment;
  }
  std::string last_facts_;
};

bool has(const model::Assessment& assessment, const std::string& id) {
  return std::ranges::any_of(assessment.findings, [&](const auto& finding) { return finding.id == id; });
}

std::optional<model::Remedy> remedy_for(const std::string& target, const model::Assessment& assessment) {
  for (const auto& finding : assessment.findings)
    for (const auto& remedy : finding.remedies)
      if (remedy.target == target) return remedy;
  return std::nullopt;
}

TEST_P(Lab, IsJudgedAsItsConfigurationSaysAndItsRemedyHolds) {
  const auto& entry = GetParam();
  const test::TemporaryFolder folder;
  const auto server = entry.start(folder / "server");
  if (!server && server.error().code == ErrorCode::denied) GTEST_SKIP() << server.error().describe();
  ASSERT_TRUE(server) << server.error().describe();

  const auto before = measure(**server);
  EXPECT_EQ(grades_of(before), entry.expected) << last_facts_;
  for (const auto& id : entry.findings) EXPECT_TRUE(has(before, id)) << id << last_facts_;
  for (const auto& id : entry.not_findings) EXPECT_FALSE(has(before, id)) << id << last_facts_;
  EXPECT_EQ((*server)->second_opinion(), "");

  if (!entry.after_remedy) return;
  const auto remedy = remedy_for((*server)->takes_remedy(), before);
  ASSERT_TRUE(remedy) << (*server)->takes_remedy();
  const auto applied = (*server)->apply(*remedy);
  ASSERT_TRUE(applied) << applied.error().describe();
  EXPECT_EQ(grades_of(measure(**server)), *entry.after_remedy) << last_facts_;
  EXPECT_EQ((*server)->second_opinion(), "");
}

INSTANTIATE_TEST_SUITE_P(Real, Lab, testing::ValuesIn(all_entries()),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace runseal::lab
