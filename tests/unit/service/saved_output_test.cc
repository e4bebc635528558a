// Output that was saved on another machine, kept beside what was measured: it never makes a case better, or younger.
#include "service/measure.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

using model::CaseAction;
using model::ItemState;
using model::Protection;

constexpr const char* url = "smb://nas01/runs";

struct SavedOutputs : Site {
  void SetUp() override { ASSERT_TRUE(save_devices(workspace, {device("novaseq", "20068232", {url})}, "test")); }

  model::Assessment saved(const std::string& conf, const std::vector<std::string>& names = {"novaseq"}) {
    const auto bytes = base::as_bytes(conf);
    const audit::SavedOutput output{
        "smb.conf", {bytes.begin(), bytes.end()}, {}, "Anna", base::format_instant(clock.now())};
    const auto made = measure_saved(workspace, {output}, names);
    EXPECT_TRUE(made) << made.error().describe();
    return made ? made->at(0).now.assessment : model::Assessment{};
  }

  ItemState state() { return item(CaseAction::measured_secure, "novaseq").state; }
};

constexpr const char* sealed =
    "[global]\nserver min protocol = SMB3_11\nserver signing = mandatory\nserver smb encrypt = required\n"
    "restrict anonymous = 2\n[runs]\n";

TEST_F(SavedOutputs, AloneItLeavesTheCaseOpen) {
  EXPECT_EQ(saved(sealed).confidentiality.grade, Protection::optional);
  EXPECT_EQ(state(), ItemState::open);
}

TEST_F(SavedOutputs, SaidTwiceItStillIsNoBetterThanTheMeasurement) {
  measured(url, Protection::absent);
  EXPECT_EQ(saved(sealed).integrity.grade, Protection::absent);
  EXPECT_EQ(saved(sealed).integrity.grade, Protection::absent);
  EXPECT_EQ(saved(sealed, {url}).integrity.grade, Protection::absent);
  measured(url, Protection::protected_);
  EXPECT_EQ(state(), ItemState::done);
}

TEST_F(SavedOutputs, WhatAgreesDoesNotMakeAMeasurementYounger) {
  measured(url, Protection::protected_);
  clock.advance(std::chrono::hours(24 * 60));
  EXPECT_TRUE(saved(sealed).secure());
  EXPECT_EQ(state(), ItemState::done);
  clock.advance(std::chrono::hours(24 * 31));
  saved(sealed);
  EXPECT_EQ(state(), ItemState::open);
}

TEST_F(SavedOutputs, WhatIsWorseCounts) {
  measured(url, Protection::protected_);
  EXPECT_EQ(saved("[global]\n[runs]\nguest ok = yes\n").integrity.grade, Protection::absent);
  EXPECT_EQ(state(), ItemState::open);
}

TEST_F(SavedOutputs, ADeviceWithoutAConnectionThatFitsIsRefused) {
  ASSERT_TRUE(save_devices(workspace, {device("printer", "X-1", {"ftp://nas01/x"})}, "test"));
  const audit::SavedOutput output{"smb.conf", {}, audit::SavedKind::smb_conf, "Anna", "2026-03-01T08:00:00.000Z"};
  EXPECT_FALSE(measure_saved(workspace, {output}, {"printer"}));
}

}  // namespace
}  // namespace runseal::service
