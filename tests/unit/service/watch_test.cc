// A watch goes on whatever happens in one round, and holds the data directory only while it measures. Time is made up;
// real servers are in tests/e2e/watch_test.cc.
#include "service/watch.h"

#include <gmock/gmock.h>

#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct Watching : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock;
  Watch watched;
  std::vector<Result<std::vector<Measured>>> outcomes;  // of each round, in order
  std::chrono::milliseconds each_takes{0};
  std::vector<Instant> begun;
  std::vector<Instant> next;
  std::vector<bool> failed;
  std::vector<bool> free_between;

  Watching() {
    watched.interval = 24h;
    watched.clock = &clock;
    watched.open = [this] { return Workspace::open(folder / "data", Access::write, clock); };
    watched.measure = [this](Workspace&) {
      clock.advance(each_takes);
      return outcomes.at(begun.size());
    };
    watched.tell = [this](const Round& round) {
      begun.push_back(round.at);
      next.push_back(round.next);
      failed.push_back(!round.measured);
    };
    watched.pause = [this](std::chrono::milliseconds span) {
      free_between.push_back(Workspace::open(folder / "data", Access::write, clock).has_value());
      clock.advance(span);
      return begun.size() < outcomes.size();
    };
  }

  static Result<std::vector<Measured>> fine() { return std::vector<Measured>{}; }
  static Result<std::vector<Measured>> fails(ErrorCode code) { return fail(code, "made up"); }
};

TEST_F(Watching, MeasuresAtOnceAndThenWheneverTheTimeHasPassed) {
  outcomes = {fine(), fine(), fine()};
  each_takes = 90s;
  const auto start = clock.now();
  EXPECT_TRUE(watch(watched));
  EXPECT_THAT(begun, ElementsAre(start, start + 24h, start + 48h));  // how long one takes moves none
  EXPECT_EQ(next[0], begun[1]);
}

TEST_F(Watching, LetsOtherCommandsWriteBetweenTheRounds) {
  outcomes = {fine(), fails(ErrorCode::io), fine()};
  EXPECT_TRUE(watch(watched));
  EXPECT_THAT(free_between, ElementsAre(true, true, true));
}

TEST_F(Watching, ARoundThatFailsIsToldAndTriedAgainSoon) {
  outcomes = {fine(), fails(ErrorCode::io), fine()};
  EXPECT_TRUE(watch(watched));
  EXPECT_THAT(failed, ElementsAre(false, true, false));
  EXPECT_EQ(begun[2] - begun[1], 1min);
}

TEST_F(Watching, TheFirstRoundMustSucceedButWaitsForAnotherWriter) {
  outcomes = {fails(ErrorCode::not_found), fine()};
  EXPECT_EQ(watch(watched).error().code, ErrorCode::not_found);
  EXPECT_TRUE(begun.empty());
  outcomes = {fails(ErrorCode::conflict), fine()};
  EXPECT_TRUE(watch(watched));
  EXPECT_THAT(failed, ElementsAre(true, false));
}

TEST_F(Watching, ARoundThatWasStoppedEndsItAndIsNotTold) {
  outcomes = {fine(), fails(ErrorCode::cancelled), fine()};
  EXPECT_TRUE(watch(watched));
  EXPECT_EQ(begun.size(), 1U);
}

TEST_F(Watching, RoundsThatTakeTooLongFollowOneAnotherButLetOthersWrite) {
  outcomes = {fine(), fine()};
  watched.interval = 1min;
  each_takes = 5min;
  EXPECT_TRUE(watch(watched));
  EXPECT_EQ(begun[1] - begun[0], 5min + 1s);
}

TEST_F(Watching, AClockThatIsSetBackMakesItWaitNoLonger) {
  outcomes = {fine(), fine()};
  each_takes = -24h * 365;
  EXPECT_TRUE(watch(watched));
  EXPECT_EQ(next[0] - (begun[0] + each_takes), 24h);
}

}  // namespace
}  // namespace runseal::service
