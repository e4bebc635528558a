#include "audit/probes/ssh.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "audit/probes/ssh_link.h"
#include "base/text.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr std::size_t most_key_types = 6;

// Both directions are offered alike by nearly every server; what one of them accepts counts.
Json names_of(const proto::SshNames& to_server, const proto::SshNames& to_client) {
  auto all = to_server;
  for (const auto& name : to_client)
    if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  return all;
}

void offer_facts(const proto::SshKexInit& offer, model::Observation& into) {
  const auto add = [&](const char* id, Json value) { into.facts[id] = {std::move(value), "offer"}; };
  add("ssh.key-exchanges", offer.kex);
  add("ssh.host-key-algorithms", offer.host_keys);
  add("ssh.ciphers", names_of(offer.ciphers_to_server, offer.ciphers_to_client));
  add("ssh.macs", names_of(offer.macs_to_server, offer.macs_to_client));
  add("ssh.compressions", names_of(offer.compression_to_server, offer.compression_to_client));
  add("ssh.strict-kex", std::ranges::find(offer.kex, proto::ssh_strict_server) != offer.kex.end());
}

Json key_fact(const SshHostKey& found) {
  Json fact{{"type", found.key.type},
            {"bits", found.key.bits},
            {"fingerprint", proto::ssh_fingerprint(found.blob)},
            {"key", base::to_base64(found.blob)},
            {"algorithm", found.algorithm},
            {"exchange", found.exchange}};
  if (found.proved) fact["proved"] = *found.proved;
  return fact;
}

class Conversation {
 public:
  Conversation(asio::any_io_executor executor, Address address, Limits limits, model::Observation& into)
      : executor_(std::move(executor)), address_(std::move(address)), limits_(limits), into_(into) {}

  asio::awaitable<void> run() {
    SshLink first(executor_, address_, limits_, into_);
    if (!co_await begin(first)) co_return;
    into_.complete = true;
    if (speaks_only_ssh1(first)) co_return;
    offer_facts(first.offer(), into_);
    auto ask = ssh_host_key_algorithms_to_ask(first.offer().host_keys);
    if (ask.size() > most_key_types) ask.resize(most_key_types);
    for (std::size_t i = 0; i < ask.size(); ++i) {
      if (i == 0) {
        keep(co_await first.ask_host_key(ask[i]));
        co_await ask_login(first);
      } else {
        keep(co_await ask_again(ask[i]));
      }
    }
    if (!keys_.empty()) into_.facts["ssh.host-keys"] = {keys_, keys_.front().at("exchange")};
    if (!missing_.empty()) into_.facts["ssh.host-keys-missing"] = {missing_, "offer"};
  }

 private:
  static bool speaks_only_ssh1(const SshLink& link) {
    const auto& protocol = link.identification().protocol;
    return protocol.starts_with("1.") && protocol != "1.99";
  }

  asio::awaitable<bool> begin(SshLink& link) {
    auto answer = co_await link.identify("");
    if (answer.outcome == Outcome::answered) {
      into_.facts["ssh.protocol"] = {link.identification().protocol, "identification"};
      into_.facts["ssh.software"] = {base::printable(link.identification().software, 200), "identification"};
      if (speaks_only_ssh1(link)) co_return true;
      answer = co_await link.take_offer("");
    }
    if (answer.outcome == Outcome::answered) co_return true;
    into_.failure = words_for(answer.outcome, answer.detail, limits_.allowed, "SSH");
    co_return false;
  }

  asio::awaitable<SshHostKey> ask_again(std::string algorithm) {
    const auto limits = limits_.for_one_question();
    SshLink link(executor_, address_, limits, into_);
    auto answer = co_await link.identify("-" + algorithm);
    if (answer.outcome == Outcome::answered) answer = co_await link.take_offer("-" + algorithm);
    if (answer.outcome == Outcome::answered) co_return co_await link.ask_host_key(algorithm);
    SshHostKey none;
    none.algorithm = algorithm;
    none.failure = words_for(answer.outcome, answer.detail, limits.allowed, "SSH");
    co_return none;
  }

  void keep(const SshHostKey& found) {
    if (found.blob.empty())
      missing_[found.algorithm] = found.failure;
    else
      keys_.push_back(key_fact(found));
    proved_ = proved_ || found.proved == std::optional(true);
  }

  asio::awaitable<void> ask_login(SshLink& link) {
    if (!proved_) co_return;
    const auto login = co_await link.ask_login();
    if (!login) co_return;
    into_.facts["ssh.let-in-without-proof"] = {login->let_in, "login"};
    into_.facts["ssh.login-methods"] = {login->methods, "login"};
  }

  asio::any_io_executor executor_;
  Address address_;
  Limits limits_;
  model::Observation& into_;
  Json keys_ = Json::array();
  Json missing_ = Json::object();
  bool proved_ = false;
};

class SshProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {"ssh",
            {"sftp", "ssh"},
            22,
            "up to 6 connections, one after another, one for each type of host key that the server offers: an "
            "identification (\"SSH-2.0-runseal-probe\") and a key exchange, by which the server proves its key; on the "
            "first of them it asks once to be let in as the user \"runseal-probe\", who does not exist, without any "
            "proof, to be told how one may log in. No password and no key is tried, nothing is read or written."};
  }

  asio::awaitable<void> ask(base::Endpoint, Address address, Limits limits, model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, address, limits, into);
    co_await conversation.run();
  }
};

}  // namespace

std::unique_ptr<Probe> ssh_probe() { return std::make_unique<SshProbe>(); }

}  // namespace runseal::audit
