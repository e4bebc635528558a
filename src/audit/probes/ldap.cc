#include "audit/probes/ldap.h"

#include <boost/asio/this_coro.hpp>

#include "audit/probes/ldap_questions.h"
#include "audit/probes/tls_questions.h"
#include "base/random.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

asio::awaitable<TlsOpening> open_after_start_tls(asio::any_io_executor executor, Address address, Limits limits,
                                                 model::Observation& into) {
  TlsOpening opening;
  auto talk = std::make_unique<Talk>(executor, address, limits, into);
  const auto answer = co_await LdapTalk(*talk).start_tls("start-tls");
  opening.outcome = answer.result ? Outcome::malformed : answer.outcome;
  opening.failure = answer.result ? "StartTLS was refused: " + proto::name(answer.result->code) : answer.detail;
  if (answer.is(proto::LdapCode::success)) opening.talk = std::move(talk);
  co_return opening;
}

OpenTls after_start_tls(asio::any_io_executor executor, const Address& address, model::Observation& into) {
  return [executor = std::move(executor), address, &into](Limits limits) {
    return open_after_start_tls(executor, address, limits, into);
  };
}

// One endpoint's conversation: the order of the questions.
class Conversation {
 public:
  Conversation(asio::any_io_executor executor, base::Endpoint endpoint, Address address,
               std::shared_ptr<const base::Trust> trust, Limits limits, model::Observation& into)
      : executor_(std::move(executor)),
        endpoint_(std::move(endpoint)),
        address_(std::move(address)),
        trust_(std::move(trust)),
        limits_(limits),
        into_(into) {
    answers_.ldaps = endpoint_.scheme == "ldaps";
    open_ = answers_.ldaps ? tls_at_once(executor_, address_, into) : after_start_tls(executor_, address_, into);
    if (!endpoint_.path.empty()) contexts_.push_back(endpoint_.path);
  }

  asio::awaitable<void> run() {
    if (!answers_.ldaps) {
      co_await visit_in_clear();
      if (answers_.in_clear->root.result) co_await ask_for_tls();
    }
    if (answers_.tls_offered()) co_await visit_in_tls();
    if (answers_.in_clear && answers_.in_clear->root.result) co_await ask_plain_bind();
    if (answers_.in_tls) co_await ask_about_tls();
    conclude(answers_, limits_.allowed, into_);
  }

 private:
  // the first question also tells whether anything is there at all, so it may take the whole time
  asio::awaitable<void> visit_in_clear() {
    Talk talk(executor_, address_, limits_, into_);
    answers_.in_clear = co_await visit_ldap(talk, "clear", contexts_);
    learn(*answers_.in_clear);
  }

  asio::awaitable<void> ask_for_tls() {
    Talk talk(executor_, address_, limits_.for_one_question(), into_);
    answers_.start_tls = co_await LdapTalk(talk).start_tls("start-tls");
  }

  asio::awaitable<void> visit_in_tls() {
    auto opening = co_await open_(answers_.ldaps ? limits_ : limits_.for_one_question());
    if (!opening.talk) {
      answers_.tls_failure = words_for(opening.outcome, opening.failure, limits_.allowed, "LDAP");
      co_return;
    }
    const auto start = co_await opening.talk->start_tls("tls", "a whole TLS handshake", endpoint_.host);
    if (start.outcome != Outcome::answered) {
      answers_.tls_failure = words_for(start.outcome, start.detail, limits_.allowed, "TLS");
      co_return;
    }
    answers_.in_tls = co_await visit_ldap(*opening.talk, "tls", contexts_);
    learn(*answers_.in_tls);
  }

  asio::awaitable<void> ask_plain_bind() {
    Talk talk(executor_, address_, limits_.for_one_question(), into_);
    auto name = std::string("cn=runseal-probe");
    answers_.bind_named_a_context = !contexts_.empty();
    if (answers_.bind_named_a_context) name += "," + contexts_.front();
    auto password = base::to_hex(base::random_bytes(16));
    answers_.plain_bind = co_await LdapTalk(talk).bind("plain-bind", std::move(name), std::move(password));
  }

  asio::awaitable<void> ask_about_tls() {
    TlsTarget tls(endpoint_.host, trust_);
    const auto outcome = co_await ask_tls(open_, std::move(tls), limits_, into_);
    answers_.tls_failure = outcome.failure;
  }

  void learn(const LdapVisit& visit) {
    if (auto told = visit.values("namingcontexts"); !told.empty()) contexts_ = std::move(told);
  }

  asio::any_io_executor executor_;
  base::Endpoint endpoint_;
  Address address_;
  std::shared_ptr<const base::Trust> trust_;
  Limits limits_;
  model::Observation& into_;
  OpenTls open_;
  std::vector<std::string> contexts_;  // those that are known by now
  LdapAnswers answers_;
};

constexpr const char* without_a_login =
    "without a login the root DSE, the top entry of each naming context without its content, and a bind without a name";

class LdapProbe final : public Probe {
 public:
  LdapProbe(std::string scheme, std::uint16_t port, std::shared_ptr<const base::Trust> trust)
      : scheme_(std::move(scheme)), port_(port), trust_(std::move(trust)) {}

  ProbeInfo describe() const override {
    std::string in_clear;
    if (scheme_ == "ldap")
      in_clear =
          "In clear: the same; StartTLS; one simple bind as \"cn=runseal-probe\" below a naming context, who does not "
          "exist, with a random password: a server that requires encryption says so instead of looking for the name. ";
    return {"ldap",
            {scheme_},
            port_,
            std::string("connections one after another. Inside TLS: ") + without_a_login + ". " + in_clear +
                "A connection for each version, cipher suite and group of TLS. Nothing is written, no password is "
                "guessed."};
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

std::unique_ptr<Probe> ldap_probe(const ProbeSettings& settings) {
  return std::make_unique<LdapProbe>("ldap", 389, settings.trust);
}
std::unique_ptr<Probe> ldaps_probe(const ProbeSettings& settings) {
  return std::make_unique<LdapProbe>("ldaps", 636, settings.trust);
}

}  // namespace runseal::audit
