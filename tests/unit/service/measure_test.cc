// Measuring keeps what became worse, and under which policy it was judged. The far end is made up: nothing is
// sent. Real servers are in tests/e2e/audit_test.cc.
#include "service/measure.h"

#include <gmock/gmock.h>

#include "base/hash.h"
#include "evidence/log.h"
#include "support/insisting_smb.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Says what a server in good order would, changed by `change`.
class MadeUp final : public audit::Probe {
 public:
  explicit MadeUp(std::map<std::string, Json> change, bool answers) : change_(std::move(change)), answers_(answers) {}
  [[nodiscard]] audit::ProbeInfo describe() const override { return {"smb", {"smb"}, 445, "nothing"}; }
  boost::asio::awaitable<void> ask(base::Endpoint, audit::Address, audit::Limits,
                                   model::Observation& into) const override {
    auto facts = test::insisting_smb();
    if (!answers_) into.failure = "no answer";
    if (!answers_) co_return;
    for (const auto& [id, value] : change_) facts[id] = value;
    for (const auto& [id, value] : facts) into.facts[id] = {value, "made-up"};
    into.complete = true;
    co_return;
  }

 private:
  std::map<std::string, Json> change_;
  bool answers_;
};

const std::map<std::string, Json> safe;
const std::map<std::string, Json> serves_in_clear{{"smb.session.unencrypted", "served"}};

struct Measuring : Site {
  const std::string url = "smb://127.0.0.1/runs";
  std::vector<std::string> urls{url};

  Result<std::vector<Measured>> try_measure(const std::map<std::string, Json>& facts,
                                            const std::optional<base::Path>& policy = {}, bool answers = true) {
    std::vector<std::unique_ptr<audit::Probe>> probes;
    probes.push_back(std::make_unique<MadeUp>(facts, answers));
    clock.advance(std::chrono::hours(1));
    return measure(workspace, probes, *targets_named(workspace, urls), {}, {}, policy);
  }
  Measured measured_now(const std::map<std::string, Json>& facts) {
    auto all = try_measure(facts);
    EXPECT_TRUE(all) << all.error().describe();
    return all ? all->front() : Measured();
  }
  Measured silent() { return try_measure({}, {}, false)->front(); }
  Json entry(std::uint64_t number) {
    const auto read =
        evidence::read_entry(workspace.files(), workspace.evidence_folder(), *workspace.checkpoint(), number);
    EXPECT_TRUE(read) << read.error().describe();
    return read.value_or(Json());
  }
  std::string policy_file(const std::string& text) {
    test::write_file(workspace.folder() / "policy.toml", text);
    return base::sha256_hex(base::as_bytes(text));
  }
};

// More than are recorded at a time.
TEST_F(Measuring, OfManyEachKeepsItsOwnEvidence) {
  for (int i = 2; i <= 150; ++i) urls.push_back("smb://127.0.0." + std::to_string(i) + "/runs");
  ASSERT_TRUE(try_measure(safe));
  const auto all = try_measure(serves_in_clear);
  ASSERT_TRUE(all) << all.error().describe();
  ASSERT_EQ(all->size(), urls.size());
  for (std::size_t i = 0; i < urls.size(); ++i) {
    const auto& one = all->at(i);
    EXPECT_EQ(entry(one.evidence)["data"]["observation"]["id"], Json(one.now.observation.id));
    ASSERT_TRUE(one.worse_evidence);
    EXPECT_EQ(entry(*one.worse_evidence)["data"]["observation"], Json(one.now.observation.id));
    EXPECT_EQ(one.now.observation.endpoint, urls[i]);
  }
}

TEST_F(Measuring, TheFirstTimeThereIsNothingToCompareWith) {
  const auto first = measured_now(serves_in_clear);
  EXPECT_EQ(first.difference.trend, model::Trend::first);
  EXPECT_FALSE(first.before);
  EXPECT_FALSE(first.worse_evidence);
}

TEST_F(Measuring, WhatBecomesWorseGetsAnEvidenceEntryOfItsOwn) {
  const auto before = measured_now(safe);
  const auto now = measured_now(serves_in_clear);
  EXPECT_EQ(now.difference.trend, model::Trend::worse);
  ASSERT_TRUE(now.worse_evidence);
  const auto kept = entry(*now.worse_evidence);
  EXPECT_EQ(kept["kind"], "connection-worse");
  EXPECT_EQ(kept["subject"], url);
  EXPECT_EQ(kept["data"]["observation"], now.now.observation.id);
  EXPECT_EQ(kept["data"]["evidence_before"], before.evidence);
  EXPECT_EQ(kept["data"]["because"][0], "confidentiality was protected, now optional");
  EXPECT_EQ(kept["data"]["facts"],
            Json::array({{{"id", "smb.session.unencrypted"}, {"before", "refused"}, {"now", "served"}}}));
}

TEST_F(Measuring, WhatBecomesBetterOrStaysGetsNone) {
  const auto entries = workspace.checkpoint()->size;
  measured_now(serves_in_clear);
  EXPECT_EQ(measured_now(serves_in_clear).difference.trend, model::Trend::unchanged);
  const auto better = measured_now(safe);
  EXPECT_EQ(better.difference.trend, model::Trend::better);
  EXPECT_FALSE(better.worse_evidence);
  EXPECT_EQ(workspace.checkpoint()->size, entries + 3);
}

// A server that restarts with other settings may be asked just while it is away.
TEST_F(Measuring, WhatBecameWorseBehindASilenceIsStillWorse) {
  const auto before = measured_now(safe);
  EXPECT_EQ(silent().difference.trend, model::Trend::worse);
  EXPECT_EQ(silent().difference.trend, model::Trend::unchanged);
  const auto now = measured_now(serves_in_clear);
  EXPECT_EQ(now.difference.trend, model::Trend::worse);
  EXPECT_EQ(now.difference.since, before.now.observation.at);
  ASSERT_TRUE(now.worse_evidence);
  EXPECT_EQ(entry(*now.worse_evidence)["data"]["evidence_before"], before.evidence);
  EXPECT_EQ(measured_now(serves_in_clear).difference.trend, model::Trend::unchanged);
}

TEST_F(Measuring, WhatComesBackAsItWasIsBetterThanTheSilence) {
  measured_now(safe);
  silent();
  EXPECT_EQ(measured_now(safe).difference.trend, model::Trend::better);
}

TEST_F(Measuring, FactsThatAreTooLargeForOneEntryAreKeptByTheirNames) {
  measured_now(safe);
  auto large = serves_in_clear;
  large["smb.made-up"] = std::string(40'000, 'x');
  measured_now(large);
  large["smb.made-up"] = std::string(40'000, 'y');
  large["smb.smb1"] = true;
  const auto now = measured_now(large);
  ASSERT_TRUE(now.worse_evidence);
  EXPECT_EQ(entry(*now.worse_evidence)["data"]["facts"], Json::array({{{"id", "smb.made-up"}}, {{"id", "smb.smb1"}}}));
}

// A stricter judge is no worse connection.
TEST_F(Measuring, ANewPolicyDoesNotMakeAConnectionWorse) {
  measured_now(serves_in_clear);
  policy_file("[[demand]]\naxis = \"confidentiality\"\n");
  const auto now = measured_now(serves_in_clear);
  EXPECT_EQ(now.now.assessment.findings[1].id, "policy.confidentiality-not-protected");
  EXPECT_EQ(now.difference.trend, model::Trend::unchanged);
}

TEST_F(Measuring, TheEvidenceNamesThePolicyAndWhatItAccepts) {
  EXPECT_TRUE(entry(measured_now(serves_in_clear).evidence)["data"]["policy"].is_null());
  const auto sha256 = policy_file("[[accept]]\nfinding = \"smb.encryption-not-required\"\nconnection = \"" + url +
                                  "\"\nby = \"Anna\"\nreason = \"until it is replaced\"\nuntil = 2026-03-31\n");
  const auto now = measured_now(serves_in_clear);
  EXPECT_EQ(now.policy, sha256);
  EXPECT_TRUE(audit::borne(now.now.assessment));
  const auto kept = entry(now.evidence);
  EXPECT_EQ(kept["data"]["policy"], sha256);
  EXPECT_EQ(
      kept["data"]["accepted"],
      Json::array({{{"finding", "smb.encryption-not-required"},
                    {"acceptance", {{"by", "Anna"}, {"reason", "until it is replaced"}, {"until", "2026-03-31"}}}}}));

  clock.advance(std::chrono::days(31));
  const auto later = measured_now(serves_in_clear);
  EXPECT_FALSE(audit::borne(later.now.assessment));
  EXPECT_THAT(later.difference.new_findings, ElementsAre("policy.acceptance-ended"));
  EXPECT_EQ(entry(later.evidence)["data"]["accepted"], Json::array());
}

TEST_F(Measuring, APolicyThatCannotBeUsedMeasuresNothing) {
  const auto entries = workspace.checkpoint()->size;
  policy_file("[[accept]]\n");
  const auto refused = try_measure(safe);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().where, HasSubstr("policy.toml:1"));
  EXPECT_EQ(workspace.checkpoint()->size, entries);
  EXPECT_EQ(try_measure(safe, folder / "nowhere.toml").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace runseal::service
