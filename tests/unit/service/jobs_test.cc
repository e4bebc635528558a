// Work in the background: what a person sees of it, and what is left of it after the service was stopped or killed.
#include "service/jobs.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <thread>

#include "store/console_records.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

using namespace std::chrono_literals;
using model::Job;
using model::JobState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Lt;

constexpr auto long_enough = 20s;

template <class Condition>
bool comes_true(Condition condition) {
  const auto last = std::chrono::steady_clock::now() + long_enough;
  while (std::chrono::steady_clock::now() < last) {
    if (condition()) return true;
    std::this_thread::sleep_for(2ms);
  }
  return false;
}

struct InBackground : testing::Test {
  test::TemporaryFolder folder;
  Directory directory{folder / "data"};
  Hub hub;
  Actor anna{"anna", "console", "asked by the ward"};
  std::atomic<int> at_once = 0;
  std::atomic<int> most_at_once = 0;
  std::atomic<bool> gate = false;  // the jobs of kind "wait" and "disk" end when it opens

  InBackground() { EXPECT_TRUE(directory.prepare()); }

  Result<Json> wait(JobRun& run) {
    const int now = ++at_once;
    for (int most = most_at_once; most < now && !most_at_once.compare_exchange_weak(most, now);) {
    }
    while (!gate && !run.stop()) std::this_thread::sleep_for(1ms);
    --at_once;
    if (run.stop()) return fail(ErrorCode::cancelled, "cancelled");
    return Json{{"for", run.request()}, {"by", run.actor().user}, {"why", run.actor().why}};
  }

  std::vector<JobKind> kinds() {
    const auto title = [](const Json& request) -> Result<std::string> {
      if (!request.is_object()) return fail(ErrorCode::usage, "no such request");
      return "Work on " + request.value("what", "nothing");
    };
    const auto waits = [this](JobRun& run) { return wait(run); };
    const auto breaks = [](JobRun&) -> Result<Json> { return fail(ErrorCode::io, "it broke", "disk", "mend it"); };
    const auto throws = [](JobRun&) -> Result<Json> { throw std::runtime_error("made up"); };
    const auto counts = [this](JobRun& run) -> Result<Json> {
      for (std::uint64_t i = 1; !gate; ++i) run.progress(i, 0, "things", "counting");
      run.progress(7, 7, "things", "counted");
      return Json::object();
    };
    return {{"wait", waits, title},
            {"disk", waits, title, true},
            {"break", breaks, title},
            {"throw", throws, title},
            {"count", counts, title}};
  }

  Job stored(const std::string& id) {
    return **directory.read<std::optional<Job>>(
        [&](Workspace& workspace) { return store::find_job(workspace.database(), id); });
  }
  void store_job(const Job& job) {
    ASSERT_TRUE(
        directory.write<void>(anna, [&](Workspace& workspace) { return store::save_job(workspace.database(), job); }));
  }
  static bool has_ended(Jobs& jobs, const std::string& id) { return !jobs.find(id)->ended.empty(); }
  static bool runs(Jobs& jobs, const std::string& id) { return jobs.find(id)->state == JobState::running; }
};

TEST_F(InBackground, RunsOnBehalfOfItsStarterAndKeepsTheResult) {
  gate = true;
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  const auto job = *jobs.submit("wait", {{"what", "bread"}}, anna);
  EXPECT_EQ(job.title, "Work on bread");
  ASSERT_TRUE(comes_true([&] { return has_ended(jobs, job.id); }));
  ASSERT_TRUE(comes_true([&] { return stored(job.id).state == JobState::done; }));
  const auto kept = stored(job.id);
  EXPECT_EQ(kept.result, (Json{{"for", {{"what", "bread"}}}, {"by", "anna"}, {"why", "asked by the ward"}}));
  EXPECT_EQ(kept.by, "anna");
  EXPECT_EQ(kept.attempts, 1U);
}

TEST_F(InBackground, SaysWhatFailedAndWhatToDo) {
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  const auto broken = *jobs.submit("break", Json::object(), anna);
  const auto thrown = *jobs.submit("throw", Json::object(), anna);
  ASSERT_TRUE(comes_true([&] { return has_ended(jobs, broken.id) && has_ended(jobs, thrown.id); }));
  EXPECT_EQ(jobs.find(broken.id)->state, JobState::failed);
  EXPECT_EQ(jobs.find(broken.id)->error,
            (Json{{"code", "io"}, {"what", "it broke"}, {"where", "disk"}, {"next", "mend it"}}));
  EXPECT_EQ(jobs.find(thrown.id)->error["code"], "internal");
  EXPECT_EQ(jobs.submit("nonsense", Json::object(), anna).error().code, ErrorCode::usage);
  EXPECT_EQ(jobs.submit("wait", "nonsense", anna).error().code, ErrorCode::usage);
  EXPECT_EQ(jobs.find("nonsense").error().code, ErrorCode::not_found);
}

TEST_F(InBackground, RunsFourAtOnceAndWhatReadsDisksOneAfterAnother) {
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  std::vector<std::string> disk;
  for (int i = 0; i < 3; ++i) disk.push_back(jobs.submit("disk", Json::object(), anna)->id);
  ASSERT_TRUE(comes_true([&] { return at_once == 1; }));
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(most_at_once, 1);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(jobs.submit("wait", Json::object(), anna));
  ASSERT_TRUE(comes_true([&] { return at_once == 4; }));
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(most_at_once, 4);
  EXPECT_TRUE(runs(jobs, disk[0]));
  EXPECT_FALSE(runs(jobs, disk[1]));
  gate = true;
  EXPECT_TRUE(comes_true([&] { return has_ended(jobs, disk[2]); }));
}

TEST_F(InBackground, IsCancelledWhileItWaitsAndWhileItRuns) {
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  const auto running = jobs.submit("disk", Json::object(), anna)->id;
  const auto waiting = jobs.submit("disk", Json::object(), anna)->id;
  ASSERT_TRUE(comes_true([&] { return runs(jobs, running); }));
  EXPECT_EQ(jobs.cancel(waiting)->state, JobState::cancelled);
  EXPECT_EQ(stored(waiting).state, JobState::cancelled);
  ASSERT_TRUE(jobs.cancel(running));
  ASSERT_TRUE(comes_true([&] { return has_ended(jobs, running); }));
  EXPECT_EQ(jobs.find(running)->state, JobState::cancelled);
  EXPECT_TRUE(jobs.cancel(running));
  gate = true;
  const auto done = jobs.submit("wait", Json::object(), anna)->id;
  ASSERT_TRUE(comes_true([&] { return has_ended(jobs, done); }));
  EXPECT_EQ(jobs.cancel(done).error().code, ErrorCode::conflict);
  EXPECT_EQ(jobs.cancel("nonsense").error().code, ErrorCode::not_found);
  EXPECT_EQ(most_at_once, 1);
}

TEST_F(InBackground, AStoppedServiceGoesOnWhereItWas) {
  std::vector<std::string> ids;
  {
    Jobs jobs(directory, hub, kinds());
    ASSERT_TRUE(jobs.start());
    for (int i = 0; i < 2; ++i) ids.push_back(jobs.submit("disk", {{"what", std::to_string(i)}}, anna)->id);
    ASSERT_TRUE(comes_true([&] { return runs(jobs, ids[0]); }));
    jobs.stop();
    EXPECT_EQ(jobs.submit("wait", Json::object(), anna).error().code, ErrorCode::unavailable);
  }
  for (const auto& id : ids) EXPECT_EQ(stored(id).state, JobState::queued);
  gate = true;
  Jobs again(directory, hub, kinds());
  ASSERT_TRUE(again.start());
  for (const auto& id : ids) ASSERT_TRUE(comes_true([&] { return has_ended(again, id); }));
  EXPECT_EQ(again.find(ids[0])->result["for"]["what"], "0");
  EXPECT_EQ(again.find(ids[0])->result["why"], "asked by the ward");
  EXPECT_EQ(again.find(ids[0])->attempts, 1U);
}

TEST_F(InBackground, WhatAKillInterruptedRunsAgainButNotForEver) {
  Job killed;
  killed.id = "1";
  killed.kind = "wait";
  killed.by = "anna";
  killed.state = JobState::running;
  killed.attempts = 1;
  killed.request = Json::object();
  store_job(killed);
  killed.id = "2";
  killed.attempts = 5;  // it may be what kills the service
  store_job(killed);
  killed.id = "3";
  killed.kind = "of an older version";
  killed.attempts = 1;
  store_job(killed);
  gate = true;
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  ASSERT_TRUE(comes_true([&] { return has_ended(jobs, "1"); }));
  EXPECT_EQ(jobs.find("1")->attempts, 2U);
  EXPECT_EQ(jobs.find("2")->state, JobState::failed);
  EXPECT_THAT(jobs.find("2")->error["what"], HasSubstr("ended five times"));
  EXPECT_EQ(jobs.find("3")->error["code"], "usage");
}

TEST_F(InBackground, TellsPagesOfProgressFourTimesASecondAndWritesNoneOfIt) {
  const auto listener = hub.listen();
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  const auto id = jobs.submit("count", Json::object(), anna)->id;
  std::vector<Json> told;
  const auto take = [&] {
    while (const auto event = listener->next()) told.push_back(*base::parse_json(*event->data));
  };
  const auto last = std::chrono::steady_clock::now() + 1100ms;
  while (std::chrono::steady_clock::now() < last) {
    take();
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_GT(jobs.find(id)->done, 100U);
  EXPECT_EQ(stored(id).done, 0U);
  EXPECT_THAT(told.size(), Lt(8U));  // queued, running and four or five of progress
  EXPECT_GT(told.back()["done"], 100U);
  EXPECT_EQ(told.back()["message"], "counting");
  gate = true;
  ASSERT_TRUE(comes_true([&] { return stored(id).state == JobState::done; }));
  take();
  EXPECT_EQ(told.back()["state"], "done");
  EXPECT_EQ(stored(id).done, 7U);
}

TEST_F(InBackground, AHundredMayWait) {
  Jobs jobs(directory, hub, kinds());  // not begun: all wait
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(jobs.submit("wait", Json::object(), anna));
  EXPECT_EQ(jobs.submit("wait", Json::object(), anna).error().code, ErrorCode::limit);
  EXPECT_EQ(jobs.recent(5)->size(), 5U);
}

TEST_F(InBackground, ForgetsTheOldestThatEndedAndNoneThatIsOpen) {
  ASSERT_TRUE(directory.write<void>(anna, [&](Workspace& workspace) -> Result<> {
    auto& database = workspace.database();
    return database.transaction([&]() -> Result<> {
      Job job;
      for (int i = 0; i < 1005; ++i) {
        job.id = std::to_string(i);
        job.state = i == 1 ? JobState::queued : JobState::done;
        job.ended = i == 1 ? "" : "2026-01-01T00:00:00.000Z";
        RUNSEAL_CHECK(store::save_job(database, job));
      }
      return store::forget_jobs_but(database, 1000);
    });
  }));
  Jobs jobs(directory, hub, {});
  EXPECT_FALSE(jobs.find("0"));
  EXPECT_TRUE(jobs.find("1"));  // it waits
  EXPECT_FALSE(jobs.find("4"));
  EXPECT_TRUE(jobs.find("5"));
  EXPECT_EQ(jobs.recent(2000)->size(), 1001U);
}

TEST_F(InBackground, IsKeptBesideACommandThatHoldsTheDataDirectory) {
  gate = true;
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  const auto command = Workspace::open(folder / "data", Access::write);
  ASSERT_TRUE(command);
  const auto id = jobs.submit("count", Json::object(), anna)->id;
  ASSERT_TRUE(comes_true([&] { return stored(id).state == JobState::done; }));
}

TEST_F(InBackground, ASlowPageGetsTheLatestStateAndNoLongQueue) {
  const auto slow = hub.listen();
  for (int i = 0; i < 1000; ++i) hub.publish("job", "one", i);
  for (int i = 0; i < 1000; ++i) hub.publish("job", "key " + std::to_string(i), i);
  std::size_t count = 0;
  std::string last;
  while (const auto event = slow->next()) {
    ++count;
    last = *event->data;
  }
  EXPECT_EQ(count, Hub::most_waiting);
  EXPECT_EQ(last, "999");
}

TEST_F(InBackground, ManySubmitCancelAndListAtOnce) {
  gate = true;
  Jobs jobs(directory, hub, kinds());
  ASSERT_TRUE(jobs.start());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto listener = hub.listen();
      for (int j = 0; j < 10; ++j) {
        const auto job = jobs.submit(j % 2 == 0 ? "wait" : "disk", Json::object(), anna);
        if (job && j % 3 == 0) (void)jobs.cancel(job->id);
        EXPECT_TRUE(jobs.recent(50));
        while (listener->next()) {
        }
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(comes_true(
      [&] { return std::ranges::all_of(*jobs.recent(), [](const Job& job) { return !job.ended.empty(); }); }));
  jobs.stop();
  const auto ended = *jobs.recent();
  for (const auto& job : ended) EXPECT_NE(stored(job.id).state, JobState::queued);
}

}  // namespace
}  // namespace runseal::service
