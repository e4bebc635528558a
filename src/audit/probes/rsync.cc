#include "audit/probes/rsync.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "audit/probes/tls_questions.h"
#include "audit/talk.h"
#include "base/text.h"
#include "proto/rsync.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr std::size_t most_modules = 16;
constexpr const char* no_module = "runseal-probe";  // stands in the server's log

class Conversation {
 public:
  Conversation(asio::any_io_executor executor, base::Endpoint endpoint, Address address,
               std::shared_ptr<const base::Trust> trust, Limits limits, model::Observation& into)
      : executor_(std::move(executor)),
        endpoint_(std::move(endpoint)),
        address_(std::move(address)),
        trust_(std::move(trust)),
        limits_(limits),
        into_(into) {}

  asio::awaitable<void> run() {
    const std::string first(no_module);
    const auto stranger = co_await ask(first, limits_);
    if (!stranger) co_return;
    const std::string list(proto::rsync_list);
    const auto listed = co_await ask(list, limits_.for_one_question());
    auto names = listed ? proto::rsync_modules(listed->lines) : std::vector<std::string>();
    if (listed) into_.facts["rsync.modules"] = {names, list};
    const auto named = endpoint_.path.substr(0, endpoint_.path.find('/'));
    if (!named.empty()) names.assign(1, named);
    if (names.size() > most_modules) {
      into_.facts["rsync.modules-not-asked"] = {names.size() - most_modules, list};
      names.resize(most_modules);
    }
    into_.complete = true;
    into_.failure.clear();
    for (const auto& name : names) co_await ask_module(name);
    if (!doors_.empty()) into_.facts["rsync.doors"] = {doors_, doors_.begin().key()};
    if (inside_tls()) co_await ask_about_tls();
  }

 private:
  [[nodiscard]] bool inside_tls() const { return endpoint_.scheme == "rsyncs"; }

  asio::awaitable<void> ask_about_tls() {
    const auto open = tls_at_once(executor_, address_, into_);
    const TlsTarget target(endpoint_.host, trust_);
    const auto outcome = co_await ask_tls(open, target, limits_, into_);
    if (outcome.failure.empty()) co_return;
    into_.complete = false;
    into_.failure = outcome.failure;
  }

  asio::awaitable<bool> go_inside_tls(Talk& talk, std::string label, Limits limits) {
    const auto start = co_await talk.start_tls(label, "a whole TLS handshake", endpoint_.host);
    if (start.outcome == Outcome::answered) {
      into_.facts["rsync.tls"] = {true, label};
      co_return true;
    }
    give_up(words_for(start.outcome, start.detail, limits.allowed, "TLS"));
    co_return false;
  }

  asio::awaitable<void> ask_module(std::string name) {
    using Kind = proto::RsyncAnswer::Kind;
    const auto answer = co_await ask(name, limits_.for_one_question());
    if (!answer) co_return;
    if (answer->kind == Kind::open) doors_[name] = "open";
    if (answer->kind == Kind::password) doors_[name] = "password";
    if (answer->kind == Kind::error) doors_[name] = "refused";
  }

  // Nothing when it was not answered; then the observation says why, if it knows nothing better yet.
  asio::awaitable<std::optional<proto::RsyncAnswer>> ask(std::string module, Limits limits) {
    Talk talk(executor_, address_, limits, into_);
    if (inside_tls()) {
      const bool inside = co_await go_inside_tls(talk, "tls-" + module, limits);
      if (!inside) co_return std::nullopt;
    }
    const Framing greeting_size = proto::rsync_greeting_size;
    const Framing answer_size = proto::rsync_answer_size;
    const Bytes nothing;
    const auto greeting =
        co_await talk.ask("greeting-" + module, "waited for the server's greeting", nothing, greeting_size);
    if (!take_greeting(talk, greeting, module, limits)) co_return std::nullopt;
    const auto question = proto::rsync_question(module);
    const auto told = co_await talk.ask(module, "asked for \"" + module + "\"", question, answer_size);
    if (told.outcome != Outcome::answered) {
      give_up(words_for(told.outcome, told.detail, limits.allowed, "rsync"));
      co_return std::nullopt;
    }
    auto answer = proto::parse_rsync_answer(told.message);
    if (answer) co_return *std::move(answer);
    give_up(talk.malformed(answer.error()));
    co_return std::nullopt;
  }

  bool take_greeting(Talk& talk, const TalkAnswer& told, const std::string& module, const Limits& limits) {
    if (told.outcome != Outcome::answered) {
      give_up(words_for(told.outcome, told.detail, limits.allowed, "rsync"));
      return false;
    }
    const auto greeting = proto::parse_rsync_greeting(told.message);
    if (!greeting) {
      give_up(talk.malformed(greeting.error()));
      return false;
    }
    into_.facts["rsync.version"] = {greeting->version, "greeting-" + module};
    into_.facts["rsync.digests"] = {greeting->digests, "greeting-" + module};
    return true;
  }

  void give_up(const std::string& why) {
    if (!into_.complete && into_.failure.empty()) into_.failure = why;
  }

  asio::any_io_executor executor_;
  base::Endpoint endpoint_;
  Address address_;
  std::shared_ptr<const base::Trust> trust_;
  Limits limits_;
  model::Observation& into_;
  Json doors_ = Json::object();
};

class RsyncProbe final : public Probe {
 public:
  RsyncProbe(std::string scheme, std::uint16_t port, std::shared_ptr<const base::Trust> trust)
      : scheme_(std::move(scheme)), port_(port), trust_(std::move(trust)) {}

  ProbeInfo describe() const override {
    const std::string tls = scheme_ == "rsyncs" ? "Each of them inside TLS; then a connection for each version, cipher "
                                                  "suite and group of TLS. "
                                                : "";
    return {
        "rsync",
        {scheme_},
        port_,
        tls +
            "Up to 18 connections, one after another: it asks for the module \"runseal-probe\", which does not exist, "
            "for the list of modules, and for the module named in the address, or else for each of the list (at most "
            "16). It hangs up when the server says whether a password is wanted; none is tried, nothing is read or "
            "written. The server's log calls that a broken connection, or a failed password."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, endpoint, address, trust_, limits, into);
    co_await conversation.run();
  }

 private:
  std::string scheme_;
  std::uint16_t port_;
  std::shared_ptr<const base::Trust> trust_;
};

}  // namespace

std::unique_ptr<Probe> rsync_probe() { return std::make_unique<RsyncProbe>("rsync", 873, nullptr); }
std::unique_ptr<Probe> rsyncs_probe(const ProbeSettings& settings) {
  return std::make_unique<RsyncProbe>("rsyncs", 874, settings.trust);
}

}  // namespace runseal::audit
