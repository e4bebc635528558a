// What a schedule starts, and when: time is made up.
#include "service/schedules.h"

#include <gmock/gmock.h>

#include <thread>

#include "service/alerts.h"
#include "store/console_records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct Scheduled : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Directory directory{folder / "data", clock};
  Hub hub;
  Actor anna{"anna", "console", "the laboratory moves"};
  std::atomic<int> begun = 0;
  std::atomic<bool> gate = true;
  std::vector<Json> requests;
  std::vector<JobKind> kinds{{"check-evidence",
                              [this](JobRun& run) -> Result<Json> {
                                requests.push_back(run.request());
                                ++begun;
                                while (!gate && !run.stop()) std::this_thread::sleep_for(1ms);
                                return Json{{"via", run.actor().via}, {"user", run.actor().user}};
                              },
                              [](const Json&) -> Result<std::string> { return std::string("Check"); }}};
  std::optional<Jobs> jobs;
  std::optional<Scheduler> scheduler;

  Scheduled() {
    EXPECT_TRUE(directory.prepare());
    jobs.emplace(directory, hub, kinds);
    EXPECT_TRUE(jobs->start());
    scheduler.emplace(directory, *jobs, hub);
  }
  ~Scheduled() override {
    gate = true;
    scheduler.reset();
    jobs.reset();
  }

  static model::Schedule nightly() {
    model::Schedule schedule;
    schedule.name = "nightly";
    schedule.kind = "check-evidence";
    schedule.every_s = 24 * 3600;
    return schedule;
  }
  Result<std::uint64_t> add(const model::Schedule& schedule, const std::optional<Instant>& first = {}) {
    return directory.write<std::uint64_t>(
        anna, [&](Workspace& workspace) { return add_schedule(workspace, schedule, first); });
  }
  Result<std::uint64_t> change(const model::Schedule& schedule) {
    return directory.write<std::uint64_t>(anna,
                                          [&](Workspace& workspace) { return change_schedule(workspace, schedule); });
  }
  model::Schedule kept() {
    return directory
        .read<std::vector<store::Kept<model::Schedule>>>(
            [](Workspace& workspace) { return store::all_schedules(workspace.database()); })
        ->front()
        .record;
  }
  // How many have begun and ended once everything due now is.
  int look() {
    EXPECT_TRUE(scheduler->look());
    for (int i = 0; i < 4000 && gate; ++i) {
      const auto recent = *jobs->recent();
      if (std::ranges::all_of(recent, [](const auto& job) { return !job.ended.empty(); })) break;
      std::this_thread::sleep_for(2ms);
    }
    return begun;
  }
};

TEST_F(Scheduled, BeginsAtItsTimeAndThenAtEach) {
  ASSERT_TRUE(add(nightly()));
  EXPECT_EQ(look(), 0);
  clock.advance(24h);
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(look(), 1);
  clock.advance(23h);
  EXPECT_EQ(look(), 1);
  clock.advance(1h);
  EXPECT_EQ(look(), 2);
  const auto job = jobs->recent()->front();
  EXPECT_EQ(job.result, (Json{{"via", "schedule nightly"}, {"user", "anna"}}));
  EXPECT_EQ(kept().last, "2026-03-03T08:00:00.000Z");
  EXPECT_EQ(kept().next, "2026-03-04T08:00:00.000Z");
}

TEST_F(Scheduled, WhatWasMissedIsMadeUpForOnceAndTheHourStays) {
  ASSERT_TRUE(add(nightly(), *base::parse_instant("2026-03-01T02:00:00Z")));
  clock.advance(5 * 24h);  // nobody ran the service
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(kept().next, "2026-03-07T02:00:00.000Z");
}

TEST_F(Scheduled, WhatCannotBeBegunIsAFailedJobThatIsToldOfByMail) {
  auto schedule = nightly();
  schedule.kind = "audit";  // as after a version that has no such work any more
  schedule.request = {{"all", true}};
  ASSERT_TRUE(add(schedule));
  const auto listener = hub.listen();
  const auto before = clock.now();
  clock.advance(24h);
  EXPECT_EQ(look(), 0);
  EXPECT_EQ(look(), 0);
  const auto recent = *jobs->recent();
  ASSERT_EQ(recent.size(), 1U) << "once each time it is due";
  EXPECT_EQ(recent[0].state, model::JobState::failed);
  EXPECT_EQ(recent[0].ended, "2026-03-02T08:00:00.000Z");
  EXPECT_THAT(recent[0].error.value("what", ""), HasSubstr("no such kind of job"));
  std::vector<std::string> told;
  while (const auto event = listener->next()) told.push_back(event->name);
  EXPECT_EQ(told, (std::vector<std::string>{"alert", "job"}));
  const auto alerts = directory.read<std::vector<model::MailAlert>>(
      [&](Workspace& workspace) { return alerts_of_jobs(workspace.database(), before); });
  ASSERT_EQ(alerts->size(), 1U);
  EXPECT_EQ(alerts->front().kind, model::AlertKind::schedule_failed);
  EXPECT_EQ(alerts->front().params, (Json{{"schedule", "nightly"}}));
}

TEST_F(Scheduled, OneThatHasNotEndedIsNotBegunTwice) {
  ASSERT_TRUE(add(nightly()));
  gate = false;
  clock.advance(24h);
  look();
  clock.advance(24h);
  look();
  gate = true;
  EXPECT_EQ(look(), 1);
  clock.advance(24h);
  EXPECT_EQ(look(), 2);
}

TEST_F(Scheduled, AClockThatIsSetBackDelaysItByNoMoreThanAnInterval) {
  ASSERT_TRUE(add(nightly()));
  clock.advance(-24h * 400);
  EXPECT_EQ(look(), 0);
  clock.advance(24h);
  EXPECT_EQ(look(), 1);
}

TEST_F(Scheduled, PausedOrRemovedNothingBegins) {
  ASSERT_TRUE(add(nightly()));
  auto paused = nightly();
  paused.paused = true;
  ASSERT_TRUE(change(paused));
  clock.advance(48h);
  EXPECT_EQ(look(), 0);
  paused.paused = false;
  ASSERT_TRUE(change(paused));
  EXPECT_EQ(look(), 0);  // from now on
  clock.advance(24h);
  EXPECT_EQ(look(), 1);
  const auto remove = [](Workspace& workspace) { return remove_schedule(workspace, "nightly"); };
  EXPECT_EQ(directory.write<std::uint64_t>({"anna", "console", " "}, remove).error().code, ErrorCode::invalid);
  ASSERT_TRUE(directory.write<std::uint64_t>(anna, remove));
  clock.advance(24h);
  EXPECT_EQ(look(), 1);
}

TEST_F(Scheduled, EveryChangeIsInTheEvidenceWithWhatItWasBefore) {
  ASSERT_TRUE(add(nightly()));
  auto weekly = nightly();
  weekly.every_s *= 7;
  const auto number = *change(weekly);
  ASSERT_TRUE(directory.read<void>([&](Workspace& workspace) -> Result<> {
    const auto entry =
        *evidence::read_entry(workspace.files(), workspace.evidence_folder(), *workspace.checkpoint(), number);
    EXPECT_EQ(entry["kind"], "schedule");
    EXPECT_EQ(entry["user"], "anna");
    EXPECT_EQ(entry["why"], "the laboratory moves");
    EXPECT_EQ(entry["before"]["every_s"], 24 * 3600);
    EXPECT_EQ(entry["data"]["every_s"], 7 * 24 * 3600);
    return {};
  }));
}

TEST_F(Scheduled, RefusesWhatCannotBe) {
  auto wrong = nightly();
  wrong.name = "Not a name";
  EXPECT_EQ(add(wrong).error().code, ErrorCode::usage);
  wrong = nightly();
  wrong.kind = "send";
  EXPECT_EQ(add(wrong).error().code, ErrorCode::usage);
  wrong = nightly();
  wrong.every_s = 59;
  EXPECT_EQ(add(wrong).error().code, ErrorCode::usage);
  wrong = nightly();
  wrong.kind = "verify";
  wrong.request = {{"path", "/etc"}};
  EXPECT_EQ(add(wrong).error().code, ErrorCode::denied);
  EXPECT_EQ(change(nightly()).error().code, ErrorCode::not_found);
  ASSERT_TRUE(add(nightly()));
  EXPECT_EQ(add(nightly()).error().code, ErrorCode::exists);
}

TEST_F(Scheduled, WhatBecameWorseIsToldOnceToWhoeverListens) {
  const auto listener = hub.listen();
  EXPECT_EQ(look(), 0);
  ASSERT_TRUE(directory.write<std::uint64_t>(anna, [](Workspace& workspace) {
    return workspace.record(Change{"connection-worse", "smb://nas01/runs", Json{{"because", "signing"}}, {}});
  }));
  look();
  look();
  std::vector<std::string> told;
  while (const auto event = listener->next())
    if (event->name == "alert") told.push_back(*event->data);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], HasSubstr("smb://nas01/runs"));
}

}  // namespace
}  // namespace runseal::service
