#include "audit/audit.h"

#include <algorithm>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "audit/engine.h"
#include "audit/reach.h"
#include "base/random.h"

namespace runseal::audit {
namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

namespace {

const Probe* probe_for(const std::vector<std::unique_ptr<Probe>>& probes, const std::string& scheme) {
  for (const auto& probe : probes) {
    const auto schemes = probe->describe().schemes;
    if (std::find(schemes.begin(), schemes.end(), scheme) != schemes.end()) return probe.get();
  }
  return nullptr;
}

// Nothing came back at all, not even a refusal.
bool was_silent(const model::Observation& observation) {
  const std::string timed_out(base::name_of(Outcome::timed_out));
  return !observation.exchanges.empty() && std::ranges::all_of(observation.exchanges, [&](const auto& exchange) {
    return exchange.answer_bytes == 0 && exchange.outcome == timed_out;
  });
}

class Audit {
 public:
  Audit(const std::vector<Question>& questions, const Options& options)
      : options_(options), observations_(questions.size()) {
    if (const auto logins = count_logins(questions, options.parallel)) login_threads_.emplace(logins);
  }

  Job job(const Question& question, const Probe* probe, std::size_t index) {
    return {question.endpoint.host,
            [this, &question, probe, index](Turn& turn) { return observe_one(question, probe, index, turn); }};
  }

  std::vector<model::Observation> take() { return std::move(observations_); }

 private:
  static std::size_t count_logins(const std::vector<Question>& questions, int parallel) {
    const auto count = std::count_if(questions.begin(), questions.end(), [](const auto& q) { return q.credentials; });
    return static_cast<std::size_t>(std::min<std::ptrdiff_t>(count, std::clamp(parallel, 1, 64)));
  }

  asio::awaitable<void> observe_one(const Question& question, const Probe* probe, std::size_t index, Turn& turn) {
    const auto began = turn.now();
    auto& observation = observations_[index];
    observation.id = base::random_id();
    observation.endpoint = question.endpoint.url();
    observation.method = "probe";
    observation.at = base::format_instant(options_.clock->now());
    observation.version = RUNSEAL_VERSION;
    observation.protocol = question.endpoint.scheme;
    if (probe == nullptr) {
      observation.failure = fmt::format("runseal has no probe for {}: addresses", question.endpoint.scheme);
    } else {
      const auto allowed = time_for(question.endpoint.host);
      const Limits limits{began + allowed, allowed, options_.stop, &turn};
      std::string fault;  // a fault of our own must not end the others
      try {
        co_await ask(question, *probe, limits, observation);
      } catch (const std::exception& error) {
        fault = error.what();
      }
      if (!fault.empty()) {
        observation.complete = false;
        observation.failure = "runseal failed: " + fault;
      }
      if (was_silent(observation)) silent_hosts_.insert(question.endpoint.host);
    }
    observation.duration_ms =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(turn.now() - began).count());
    if (options_.on_done) options_.on_done(observation);
  }

  // A host that is not there costs its whole time once, not once for each of its endpoints. Those that are asked after
  // it was silent still get a fifth: one port may be filtered and another answer.
  [[nodiscard]] std::chrono::milliseconds time_for(const std::string& host) const {
    return silent_hosts_.contains(host) ? options_.time_limit / 5 : options_.time_limit;
  }

  asio::awaitable<void> ask(const Question& question, const Probe& probe, Limits limits, model::Observation& into) {
    if (limits.stopped()) {
      into.failure = "cancelled before it was asked";
      co_return;
    }
    const auto info = probe.describe();
    into.protocol = info.name;
    auto endpoint = question.endpoint;
    if (info.local) {
      co_await probe.ask(endpoint, {}, limits, into);
      co_return;
    }
    if (endpoint.port == 0) endpoint.port = info.port;
    const auto address = co_await reach(endpoint, limits, options_.look_up, into);
    if (!address) co_return;
    const auto known = into.facts.size();
    co_await probe.ask(endpoint, *address, limits, into);
    // a login is offered only to what proved to speak the protocol
    if (!question.credentials || into.facts.size() == known || limits.left().count() == 0) co_return;
    into.method = "probe+session";
    co_await asio::co_spawn(*login_threads_, log_in(endpoint, *address, *question.credentials, probe, limits, into),
                            asio::use_awaitable);
  }

  asio::awaitable<void> log_in(base::Endpoint endpoint, Address address, Credentials credentials, const Probe& probe,
                               Limits limits, model::Observation& into) {
    log_in_by_turns(endpoint, address, credentials, probe, limits, into);
    co_return;
  }

  // A wrong password must not reach every host: it would lock the account, often the instruments' own. Logins go one
  // by one until the first is accepted, and none follows a refused one.
  void log_in_by_turns(const base::Endpoint& endpoint, const Address& address, const Credentials& credentials,
                       const Probe& probe, Limits limits, model::Observation& into) {
    std::unique_lock turn(login_turn_);
    const auto id = into.protocol + ".session.login";
    if (password_refused_) {
      into.exchanges.push_back(
          {"session", "log in", "", 0, "not tried: another server has just refused this password"});
      into.facts[id] = {"failed", "session"};
      return;
    }
    if (password_accepted_) turn.unlock();
    probe.log_in(endpoint, address, credentials, limits, into);
    if (!turn.owns_lock()) return;
    const auto told = into.facts.find(id);
    password_refused_ = told != into.facts.end() && told->second.value == Json("refused");
    password_accepted_ = told != into.facts.end() && told->second.value == Json("accepted");
  }

  const Options& options_;
  std::set<std::string> silent_hosts_;
  std::mutex login_turn_;
  bool password_refused_ = false;
  bool password_accepted_ = false;
  std::optional<asio::thread_pool> login_threads_;  // because a login blocks
  std::vector<model::Observation> observations_;
};

}  // namespace

std::vector<model::Observation> observe(const std::vector<std::unique_ptr<Probe>>& probes,
                                        const std::vector<Question>& questions, const Options& options) {
  Audit audit(questions, options);
  std::vector<Job> jobs;
  for (std::size_t i = 0; i < questions.size(); ++i)
    jobs.push_back(audit.job(questions[i], probe_for(probes, questions[i].endpoint.scheme), i));
  run_jobs(std::move(jobs), options.parallel, options.per_host);
  return audit.take();
}

}  // namespace runseal::audit
