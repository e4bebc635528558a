#include "audit/probes/tls_questions.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>

#include "audit/probes/tls_answers.h"
#include "base/random.h"

namespace runseal::audit {
namespace asio = boost::asio;
using proto::TlsVersion;

namespace {

constexpr std::size_t most_chosen = 96;  // more suites than any server was seen to accept
constexpr std::size_t kept_of_a_repeated_answer = 96;

bool hung_up(Outcome outcome) { return outcome == Outcome::closed || outcome == Outcome::reset; }

// handshake_failure, protocol_version, insufficient_security, illegal_parameter, and what old servers say to a new
// ClientHello: decode_error, unexpected_message
bool doubtful(const HelloAnswer& answer) {
  if (!answer.flight || !answer.flight->alert) return false;
  constexpr std::uint8_t plain_refusals[] = {40, 70, 71, 47, 50, 10};
  return std::ranges::find(plain_refusals, answer.flight->alert->description) == std::end(plain_refusals);
}

std::vector<std::uint16_t> numbers(std::span<const proto::TlsName> names) {
  std::vector<std::uint16_t> list;
  for (const auto& one : names) list.push_back(one.number);
  return list;
}

std::string label_of(TlsVersion version) {
  auto label = proto::name(version);
  std::ranges::replace(label, ' ', '-');
  for (auto& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return label;
}

bool is_ephemeral_curve(std::string_view suite) {
  return suite.starts_with("TLS_ECDHE_") || suite.starts_with("TLS_ECDH_anon_");
}

class TlsConversation {
 public:
  TlsConversation(OpenTls open, TlsTarget target, Limits limits, model::Observation& into)
      : open_(std::move(open)), target_(std::move(target)), limits_(limits), into_(into) {
    boost::system::error_code is_name;
    (void)asio::ip::make_address(target_.host, is_name);
    if (is_name) server_name_ = target_.host;
  }

  asio::awaitable<TlsOutcome> run() {
    co_await ask_versions();
    if (answers_.accepts_any()) {
      if (const auto older = answers_.newest_before_1_3()) {
        co_await ask_suites(*older);
        co_await ask_order(*older);
        co_await ask_groups(*older);
      }
      if (answers_.accepts(TlsVersion::tls_1_3) == std::optional(true)) {
        co_await ask_suites(TlsVersion::tls_1_3);
        co_await ask_groups(TlsVersion::tls_1_3);
      }
      co_await ask_handshake();
    }
    add_tls_facts(answers_, target_, into_);
    co_return TlsOutcome{answers_.spoken(), first_failure(answers_, limits_.allowed),
                         answers_.versions.at(TlsVersion::tls_1_2).outcome};
  }

 private:
  [[nodiscard]] proto::TlsOffer offer(TlsVersion version) const {
    return {version, numbers(proto::tls_suites(version)), numbers(proto::tls_groups()), server_name_,
            base::random_bytes(32)};
  }

  asio::awaitable<HelloAnswer> ask_once(std::string label, std::string question, proto::TlsOffer offered, Limits limits,
                                        std::size_t keep) {
    HelloAnswer answer;
    answer.exchange = label;
    const auto opening = co_await open_(limits);
    if (!opening.talk) {
      answer.outcome = opening.outcome;
      answer.detail = opening.failure;
      co_return answer;
    }
    const auto told =
        co_await opening.talk->ask(label, question, proto::tls_client_hello(offered), proto::tls_flight_size);
    opening.talk->keep_of_answer(keep);
    answer.outcome = told.outcome;
    answer.detail = told.detail;
    if (told.outcome != Outcome::answered) co_return answer;
    auto flight = proto::parse_tls_flight(told.message, offered);
    if (!flight) {
      answer.outcome = Outcome::malformed;
      answer.detail = opening.talk->malformed(flight.error());
      co_return answer;
    }
    opening.talk->judged(flight->alert ? "refused: " + proto::tls_alert_name(flight->alert->description)
                                       : fmt::format("answered: {}, {}", proto::name(flight->version),
                                                     proto::tls_suite_name(flight->suite)));
    if (!flight->alert) note(*flight, label);
    answer.flight = *std::move(flight);
    co_return answer;
  }

  // A hang-up, or an alert of another kind than refusals have, is a no only when it comes twice.
  asio::awaitable<HelloAnswer> ask(std::string label, std::string question, proto::TlsOffer offered, Limits limits,
                                   std::size_t keep = SIZE_MAX) {
    auto answer = co_await ask_once(label, question, offered, limits, keep);
    if (!hung_up(answer.outcome) && !doubtful(answer)) co_return answer;
    auto again = co_await ask_once(label + "-again", question, offered, limits_.for_one_question(), keep);
    again.hung_up_twice = hung_up(answer.outcome) && hung_up(again.outcome);
    again.doubtful = doubtful(again) && !doubtful(answer);
    co_return again;
  }

  void note(const proto::TlsFlight& flight, const std::string& exchange) {
    answers_.remember_chain(flight.certificates, exchange);
    if (!flight.dh_bits || (answers_.dh_bits && *answers_.dh_bits <= *flight.dh_bits)) return;
    answers_.dh_bits = flight.dh_bits;
    answers_.dh_exchange = exchange;
  }

  // The version that most accept comes first: it also tells whether TLS is spoken there at all.
  asio::awaitable<void> ask_versions() {
    constexpr TlsVersion order[] = {TlsVersion::tls_1_2, TlsVersion::tls_1_3, TlsVersion::tls_1_1, TlsVersion::tls_1_0,
                                    TlsVersion::ssl_3_0};
    for (const auto version : order) {
      const bool first = answers_.versions.empty();
      auto answer = co_await ask("tls-hello-" + label_of(version), "offered " + proto::name(version) + " alone",
                                 offer(version), first ? limits_ : limits_.for_one_question());
      const auto outcome = answer.outcome;
      answers_.versions.emplace(version, std::move(answer));
      // a host that is not there, is something else or lies is not asked twice
      if (first && outcome != Outcome::answered && !hung_up(outcome)) co_return;
    }
  }

  // Offers a list, then the same without what was chosen, until the server refuses.
  asio::awaitable<void> ask_suites(TlsVersion version) {
    auto& list = answers_.suites[version];
    auto offered = offer(version);
    auto answer = answers_.versions.at(version);
    while (answer.takes(version) && list.names.size() < most_chosen) {
      list.names.push_back(proto::tls_suite_name(answer.flight->suite));
      list.exchange = answer.exchange;
      std::erase(offered.suites, answer.flight->suite);
      if (offered.suites.empty()) break;
      answer = co_await ask(fmt::format("tls-suites-{}-{}", label_of(version), list.names.size()),
                            "the same without each suite chosen so far", offered, limits_.for_one_question(),
                            kept_of_a_repeated_answer);
    }
    list.complete = offered.suites.empty() || answer.refuses();
  }

  asio::awaitable<void> ask_groups(TlsVersion version) {
    auto& list = answers_.groups[version];
    auto offered = offer(version);
    if (version != TlsVersion::tls_1_3)
      std::erase_if(offered.suites, [&](std::uint16_t suite) {
        const auto name = proto::tls_suite_name(suite);
        return !is_ephemeral_curve(name) ||
               std::ranges::find(answers_.suites[version].names, name) == answers_.suites[version].names.end();
      });
    list.complete = offered.suites.empty();
    while (!offered.suites.empty() && !offered.groups.empty() && list.names.size() < most_chosen) {
      const auto answer = co_await ask(
          fmt::format("tls-groups-{}-{}", label_of(version), list.names.size() + 1),
          list.names.empty() ? "offered every group of the key exchange" : "the same without each group chosen so far",
          offered, limits_.for_one_question(), kept_of_a_repeated_answer);
      list.complete = answer.refuses();
      if (!answer.takes(version) || !answer.flight->group) co_return;
      list.exchange = answer.exchange;
      list.names.push_back(proto::tls_group_name(*answer.flight->group));
      if (std::erase(offered.groups, *answer.flight->group) == 0) co_return;  // not one that was offered
    }
    list.complete = true;
  }

  // The accepted suites in the opposite order: does the server still choose the same?
  asio::awaitable<void> ask_order(TlsVersion version) {
    const auto& chosen = answers_.suites[version].names;
    if (chosen.size() < 2) co_return;
    auto offered = offer(version);
    std::erase_if(offered.suites, [&](std::uint16_t suite) {
      return std::ranges::find(chosen, proto::tls_suite_name(suite)) == chosen.end();
    });
    std::ranges::sort(offered.suites, [&](std::uint16_t a, std::uint16_t b) {
      return std::ranges::find(chosen, proto::tls_suite_name(a)) > std::ranges::find(chosen, proto::tls_suite_name(b));
    });
    const auto answer = co_await ask(tls_order_label, "offered the accepted suites in the opposite order", offered,
                                     limits_.for_one_question(), kept_of_a_repeated_answer);
    if (answer.takes(version)) answers_.server_order = proto::tls_suite_name(answer.flight->suite) == chosen.front();
  }

  asio::awaitable<void> ask_handshake() {
    const auto opening = co_await open_(limits_.for_one_question());
    if (!opening.talk) co_return;
    auto start = co_await opening.talk->start_tls(tls_handshake_label, "a whole TLS handshake", target_.host);
    if (start.outcome == Outcome::answered) answers_.remember_chain(start.peer.chain, tls_handshake_label);
    answers_.handshake = std::move(start);
  }

  OpenTls open_;
  TlsTarget target_;
  Limits limits_;
  model::Observation& into_;
  std::string server_name_;
  TlsAnswers answers_;
};

}  // namespace

OpenTls tls_at_once(asio::any_io_executor executor, const Address& address, model::Observation& into) {
  return [executor = std::move(executor), address, &into](Limits limits) -> asio::awaitable<TlsOpening> {
    TlsOpening opening;
    opening.talk = std::make_unique<Talk>(executor, address, limits, into);
    co_return opening;
  };
}

asio::awaitable<TlsOutcome> ask_tls(OpenTls open, TlsTarget target, Limits limits, model::Observation& into) {
  TlsConversation conversation(std::move(open), std::move(target), limits, into);
  co_return co_await conversation.run();
}

}  // namespace runseal::audit
