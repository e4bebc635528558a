#include "audit/engine.h"

#include <sys/resource.h>

#include <algorithm>
#include <deque>
#include <exception>
#include <list>
#include <map>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace runseal::audit {
namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds keeps_its_place{1000};  // while it waits for its server
constexpr std::chrono::milliseconds slow{250};              // for an answer of a server that has answered before
constexpr std::chrono::milliseconds look_every{100};
// Others begin before it goes on: but a server hangs up on a client that is silent for long.
constexpr std::chrono::milliseconds longest_rest{5000};
constexpr int most_begun = 1024;

// Each conversation has one socket, at times two.
int sockets_for_all() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return most_begun / 4;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, rlim_t{3} * most_begun));
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
  (void)::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur / 3, most_begun));
}

class Engine {
 public:
  Engine(std::vector<Job> jobs, int parallel, int per_host)
      : waiting_(std::move_iterator(jobs.begin()), std::move_iterator(jobs.end())),
        parallel_(std::max(parallel, 1)),
        per_host_(std::max(per_host, 1)),
        most_begun_(std::max(parallel_, sockets_for_all())) {}

  void run() {
    start_what_may();
    if (!begun_.empty()) look_after_places();
    context_.run();
  }

 private:
  class Place final : public Turn {
   public:
    explicit Place(Engine& engine) : engine_(engine), woken_(engine.context_) {}

    [[nodiscard]] SteadyClock::time_point now() const override {
      return (rests_since_ ? *rests_since_ : SteadyClock::now()) - rested_;
    }

    void waits() override { waits_since_ = SteadyClock::now(); }

    asio::awaitable<void> goes_on(bool heard) override {
      waits_since_.reset();
      const bool first_word = heard && !heard_;
      heard_ = heard_ || heard;
      if (first_word && talks_ && engine_.may_begin()) engine_.give_up(*this);
      if (!talks_) co_await rest();
    }

   private:
    friend Engine;

    asio::awaitable<void> rest() {
      rests_since_ = SteadyClock::now();
      woken_.expires_at(SteadyClock::time_point::max());
      engine_.resting_.push_back(this);
      engine_.start_what_may();
      boost::system::error_code cancelled;
      if (!talks_) co_await woken_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
      rested_ += SteadyClock::now() - *rests_since_;
      rests_since_.reset();
    }

    Engine& engine_;
    asio::steady_timer woken_;
    bool talks_ = true;
    bool heard_ = false;
    std::optional<SteadyClock::time_point> waits_since_;
    std::optional<SteadyClock::time_point> rests_since_;
    SteadyClock::duration rested_{};
  };

  void start_what_may() {
    while (talking_ < (busy_ ? std::max(parallel_ / 4, 1) : parallel_)) {
      const bool one_is_due = !resting_.empty() && SteadyClock::now() - *resting_.front()->rests_since_ > longest_rest;
      if (one_is_due || !may_begin()) {
        if (resting_.empty()) return;
        wake(*resting_.front());
        resting_.pop_front();
        continue;
      }
      const auto started = next();
      Job job = std::move(*started);
      waiting_.erase(started);
      start(std::move(job));
    }
  }

  std::list<Job>::iterator next() {
    return std::ranges::find_if(waiting_, [this](const Job& job) { return at_host_[job.host] < per_host_; });
  }

  bool may_begin() { return static_cast<int>(begun_.size()) < most_begun_ && next() != waiting_.end(); }

  void wake(Place& place) {
    ++talking_;
    place.talks_ = true;
    place.woken_.cancel();
  }

  void give_up(Place& place) {
    --talking_;
    place.talks_ = false;
  }

  // On a machine or a network that is overloaded everybody waits for long: to begin still more would make it worse.
  [[nodiscard]] bool others_may_wait_as_well() const {
    const auto waiting = static_cast<int>(begun_.size() - resting_.size()) - talking_;
    return waiting < std::max(parallel_ / 2, 1);
  }

  void start(Job job) {
    ++talking_;
    ++at_host_[job.host];
    const auto place = begun_.emplace(begun_.end(), *this);
    // the completion handler keeps the function alive for as long as its coroutine runs
    const auto work = std::make_shared<std::function<asio::awaitable<void>(Turn&)>>(std::move(job.work));
    asio::co_spawn(context_, (*work)(*place), [this, work, place, host = job.host](const std::exception_ptr&) {
      if (place->talks_) give_up(*place);
      begun_.erase(place);
      --at_host_[host];
      start_what_may();
      if (begun_.empty()) look_.cancel();
    });
  }

  // Who has waited for long gives up its place, until its server answers. Where many wait that were answered before,
  // the servers or the network have too much to do, and fewer are asked at once until they answer again.
  void look_after_places() {
    look_.expires_after(look_every);
    look_.async_wait([this](const boost::system::error_code& cancelled) {
      if (cancelled || begun_.empty()) return;  // a timer that has run out already is not cancelled any more
      const auto now = SteadyClock::now();
      int slow_answers = 0;
      for (auto& place : begun_) {
        if (!place.talks_ || !place.waits_since_) continue;
        const auto waited = now - *place.waits_since_;
        if (place.heard_ && waited > slow) ++slow_answers;
        if (waited > keeps_its_place && others_may_wait_as_well()) give_up(place);
      }
      busy_ = slow_answers > parallel_ / 4;
      start_what_may();
      look_after_places();
    });
  }

  asio::io_context context_{1};
  asio::steady_timer look_{context_};
  std::list<Job> waiting_;
  std::list<Place> begun_;
  std::deque<Place*> resting_;  // the longest first
  std::map<std::string, int> at_host_;
  int parallel_;
  int per_host_;
  int most_begun_;
  int talking_ = 0;
  bool busy_ = false;
};

}  // namespace

void run_jobs(std::vector<Job> jobs, int parallel, int per_host) { Engine(std::move(jobs), parallel, per_host).run(); }

}  // namespace runseal::audit
