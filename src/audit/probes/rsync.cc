#include "audit/probes/rsync.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

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
  Conversation(asio::any_io_executor executor, base::Endpoint endpoint, Address address, Limits limits,
               model::Observation& into)
      : executor_(std::move(executor)),
        endpoint_(std::move(endpoint)),
        address_(std::move(address)),
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
  }

 private:
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
  Limits limits_;
  model::Observation& into_;
  Json doors_ = Json::object();
};

class RsyncProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {"rsync",
            {"rsync"},
            873,
            "up to 18 connections, one after another: it asks for the module \"runseal-probe\", which does not exist, "
            "for the list of modules, and for the module named in the address, or else for each of the list (at most "
            "16). It hangs up when the server says whether a password is wanted; none is tried, nothing is read or "
            "written. The server's log calls that a broken connection, or a failed password."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, endpoint, address, limits, into);
    co_await conversation.run();
  }
};

}  // namespace

std::unique_ptr<Probe> rsync_probe() { return std::make_unique<RsyncProbe>(); }

}  // namespace runseal::audit
