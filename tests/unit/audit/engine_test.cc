// How many endpoints are asked at once: who may talk, who waits, and whose time runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <iostream>
#include <map>
#include <thread>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "audit/engine.h"

namespace runseal::audit {
namespace {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using testing::ElementsAre;

asio::awaitable<void> pass(milliseconds span) {
  asio::steady_timer timer(co_await asio::this_coro::executor, span);
  co_await timer.async_wait(asio::use_awaitable);
}

TEST(Engine, KeepsToTheLimitsOfAllAndOfEachHost) {
  int now = 0, most = 0, done = 0;
  std::map<std::string, std::pair<int, int>> at_host;
  std::vector<Job> jobs;
  for (int i = 0; i < 60; ++i) {
    const std::string host = i < 40 ? "a" : i < 50 ? "b" : "c";
    jobs.push_back({host, [&, host](Turn&) -> asio::awaitable<void> {
                      auto& [here, most_here] = at_host[host];
                      most_here = std::max(most_here, ++here);
                      most = std::max(most, ++now);
                      co_await pass(milliseconds(5));
                      --now;
                      --at_host[host].first;
                      ++done;
                    }});
  }
  run_jobs(std::move(jobs), 7, 3);
  EXPECT_EQ(done, 60);
  EXPECT_EQ(most, 7);
  for (const auto& [host, counts] : at_host) EXPECT_EQ(counts.second, 3) << host;
}

TEST(Engine, AJobThatThrowsEndsAloneAndTheOthersGoOn) {
  int done = 0;
  std::vector<Job> jobs;
  for (int i = 0; i < 4; ++i)
    jobs.push_back({"a", [&done, i](Turn&) -> asio::awaitable<void> {
                      if (i == 0) throw std::runtime_error("a fault");
                      ++done;
                      co_return;
                    }});
  run_jobs(std::move(jobs), 1, 1);
  EXPECT_EQ(done, 3);
}

// As a stream does that reads.
asio::awaitable<void> answered_after(Turn& turn, milliseconds span) {
  turn.waits();
  co_await pass(span);
  co_await turn.goes_on(true);
}

// The last one ends in the moment in which the engine looks after places (every 100 ms).
TEST(Engine, EndsWithTheLastOfThem) {
  std::vector<Job> jobs;
  jobs.push_back({"a", [](Turn&) -> asio::awaitable<void> {
                    co_await pass(milliseconds(50));
                    std::this_thread::sleep_for(milliseconds(200));
                  }});
  jobs.push_back({"b", [](Turn&) { return pass(milliseconds(90)); }});
  auto run = std::async(std::launch::async, [&] { run_jobs(std::move(jobs), 2, 1); });
  if (run.wait_for(std::chrono::seconds(10)) != std::future_status::ready) {
    std::cerr << "still running when all had ended\n";
    std::abort();
  }
}

TEST(Engine, WhoWaitsLongForItsServerKeepsNobodyFromTalking) {
  std::vector<std::string> ended;
  const auto job = [&](const std::string& host, milliseconds span) {
    return Job{host, [&ended, host, span](Turn& turn) -> asio::awaitable<void> {
                 co_await answered_after(turn, span);
                 ended.push_back(host);
               }};
  };
  run_jobs({job("silent", milliseconds(1600)), job("quick", milliseconds(1))}, 1, 1);
  EXPECT_THAT(ended, ElementsAre("quick", "silent"));
}

TEST(Engine, EverybodyIsHeardFirst) {
  std::vector<std::string> told;
  const auto job = [&](const std::string& host) {
    return Job{host, [&told, host](Turn& turn) -> asio::awaitable<void> {
                 co_await answered_after(turn, milliseconds(1));
                 told.push_back(host + " goes on");
                 co_await answered_after(turn, milliseconds(1));
                 told.push_back(host + " ends");
               }};
  };
  run_jobs({job("a"), job("b"), job("c")}, 1, 1);
  EXPECT_THAT(told, ElementsAre("c goes on", "c ends", "a goes on", "a ends", "b goes on", "b ends"));
}

TEST(Engine, ATimeLimitDoesNotRunWhileOthersTalk) {
  SteadyClock::duration real{}, own{};
  std::vector<Job> jobs;
  jobs.push_back({"a", [&](Turn& turn) -> asio::awaitable<void> {
                    const auto began = SteadyClock::now();
                    const auto by_turn = turn.now();
                    co_await answered_after(turn, milliseconds(1));
                    real = SteadyClock::now() - began;
                    own = turn.now() - by_turn;
                  }});
  jobs.push_back({"b", [](Turn&) { return pass(milliseconds(300)); }});
  run_jobs(std::move(jobs), 1, 1);
  EXPECT_GE(real, milliseconds(300));
  EXPECT_LT(own, milliseconds(200));
}

TEST(Engine, OnAnOverloadedNetworkOnlyHalfAsManyMoreAreAsked) {
  int now = 0, most = 0;
  std::vector<Job> jobs;
  for (int i = 0; i < 8; ++i)
    jobs.push_back({std::to_string(i), [&](Turn& turn) -> asio::awaitable<void> {
                      most = std::max(most, ++now);
                      turn.waits();
                      co_await pass(milliseconds(1500));
                      --now;
                      co_await turn.goes_on(true);
                    }});
  run_jobs(std::move(jobs), 4, 1);
  EXPECT_EQ(most, 6);
}

// Twelve are heard, then asked a second time, eight at once. Of these, four take long enough for the other four to end
// before them: without more patience the ninth would be asked while all of the four still wait.
TEST(Engine, WhereServersGetSlowFewerAreAskedAtOnce) {
  int asked = 0, still_waiting = 0, most_beside = 0;
  std::vector<Job> jobs;
  for (int i = 0; i < 12; ++i)
    jobs.push_back({std::to_string(i), [&](Turn& turn) -> asio::awaitable<void> {
                      co_await answered_after(turn, milliseconds(1));
                      const int turn_number = ++asked;
                      if (turn_number > 8) most_beside = std::max(most_beside, still_waiting);
                      const bool slowest = turn_number <= 4;
                      if (slowest) ++still_waiting;
                      const auto span = milliseconds(slowest ? 600 : turn_number <= 8 ? 400 : 1);
                      co_await answered_after(turn, span);
                      if (slowest) --still_waiting;
                    }});
  run_jobs(std::move(jobs), 8, 1);
  EXPECT_EQ(asked, 12);
  EXPECT_LT(most_beside, 2);
}

}  // namespace
}  // namespace runseal::audit
