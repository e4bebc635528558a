#include "audit/probes/smb.h"

#include <algorithm>

#include <fmt/format.h>
#include <boost/asio/this_coro.hpp>

#include "audit/probes/smb_questions.h"
#include "proto/smb_status.h"

namespace runseal::audit {
namespace asio = boost::asio;
using proto::Smb2Dialect;
using Who = SessionAnswer::Who;

namespace {

// every cipher and every signing algorithm: a narrow offer is refused by policy, and that would look like "no SMB 3"
SmbOffer offer_of(Smb2Dialect dialect) {
  SmbOffer offer;
  offer.dialect = dialect;
  offer.ciphers.assign(std::begin(proto::all_smb_ciphers), std::end(proto::all_smb_ciphers));
  return offer;
}

// Other errors are about the server's day, not about what was offered.
bool chooses_or_refuses(std::uint32_t status) {
  return status == proto::status::success || status == proto::status::invalid_parameter ||
         status == proto::status::not_supported;
}

bool accepted(const DialectAnswer& answer) { return answer.negotiate && answer.negotiate->status == 0; }

// One endpoint's conversation: the order of the questions, and which of them an answer makes pointless.
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
    // the first question also tells whether anything is there at all
    co_await ask_about(Smb2Dialect::v3_1_1, limits_);
    if (go_on()) co_await ask_the_rest();
    conclude(answers_, limits_.allowed, into_);
  }

 private:
  SmbLink link(Limits limits) { return {executor_, address_, limits, into_}; }

  // A host that is not there, is something else or lies is not asked twice.
  [[nodiscard]] bool go_on() const {
    const auto outcome = answers_.dialects.front().outcome;
    return outcome == Outcome::answered || outcome == Outcome::closed || outcome == Outcome::reset;
  }

  asio::awaitable<void> ask_the_rest() {
    constexpr Smb2Dialect older[] = {Smb2Dialect::v3_0_2, Smb2Dialect::v3_0, Smb2Dialect::v2_1, Smb2Dialect::v2_0_2};
    for (const auto dialect : older) co_await ask_about(dialect, limits_.for_one_question());
    co_await ask_about_smb1();
    co_await ask_contexts();
    co_await ask_as_unknown_user();
    co_await ask_without_encryption();
  }

  // A hang-up is a no only when it comes twice. The newest dialect that is taken, and the newest that cannot encrypt,
  // are also asked whether nobody may come in.
  asio::awaitable<void> ask_about(Smb2Dialect dialect, Limits limits) {
    const auto label = "negotiate-" + proto::name(dialect);
    std::optional<SmbLink> asked(link(limits));
    auto answer = co_await ask_dialect(*asked, label, offer_of(dialect));
    if (hung_up(answer.outcome)) {
      asked.emplace(link(limits_.for_one_question()));
      answer = co_await ask_dialect(*asked, label + "-again", offer_of(dialect));
      answer.hung_up_twice = hung_up(answer.outcome);
    }
    const bool taken = accepted(answer);
    answers_.dialects.push_back(answer);
    if (!taken) co_return;
    const bool v2 = dialect < Smb2Dialect::v3_0;
    const bool wanted = newest_ == no_dialect || (v2 && !v2_asked_);
    if (newest_ == no_dialect) newest_ = dialect;
    if (v2) v2_asked_ = true;
    if (!wanted) co_return;
    answers_.sessions.push_back(
        co_await ask_session_of(Who::nobody, *asked, answer, "anonymous-" + proto::name(dialect), endpoint_));
  }

  asio::awaitable<void> ask_about_smb1() {
    auto asked = link(limits_.for_one_question());
    auto answer = co_await ask_smb1(asked, "negotiate-smb1");
    if (hung_up(answer.outcome)) {
      auto again = link(limits_.for_one_question());
      answer = co_await ask_smb1(again, "negotiate-smb1-again");
      answer.hung_up_twice = hung_up(answer.outcome);
    }
    answers_.smb1 = answer;
  }

  asio::awaitable<void> ask_contexts() {
    const auto& newest = answers_.dialects.front();
    if (!accepted(newest)) co_return;
    if (newest.negotiate->cipher) answers_.ciphers = co_await order_of_ciphers(*newest.negotiate->cipher);
    if (newest.negotiate->signing) answers_.signing = co_await order_of_signing(*newest.negotiate->signing);
    auto offer = offer_of(Smb2Dialect::v3_1_1);
    offer.compression_and_rdma = true;
    auto asked = link(limits_.for_one_question());
    answers_.extras = co_await ask_dialect(asked, "negotiate-extras", offer);
  }

  // What is left after each choice is offered again. INVALID_PARAMETER, or an answer without a choice, is the end of
  // the list; silence, or a server that is too busy, says nothing about it.
  asio::awaitable<std::optional<std::vector<proto::SmbCipher>>> order_of_ciphers(proto::SmbCipher first) {
    std::vector<proto::SmbCipher> chosen(1, first);
    auto offer = offer_of(Smb2Dialect::v3_1_1);
    while (std::erase(offer.ciphers, chosen.back()) > 0 && !offer.ciphers.empty()) {
      auto asked = link(limits_.for_one_question());
      const auto answer = co_await ask_dialect(asked, fmt::format("negotiate-cipher-{}", chosen.size() + 1), offer);
      if (!answer.negotiate || !chooses_or_refuses(answer.negotiate->status)) co_return std::nullopt;
      if (!answer.negotiate->cipher) break;
      chosen.push_back(*answer.negotiate->cipher);
    }
    co_return chosen;
  }

  asio::awaitable<std::optional<std::vector<proto::SmbSigning>>> order_of_signing(proto::SmbSigning first) {
    std::vector<proto::SmbSigning> chosen(1, first);
    auto offer = offer_of(Smb2Dialect::v3_1_1);
    while (std::erase(offer.signing, chosen.back()) > 0 && !offer.signing.empty()) {
      auto asked = link(limits_.for_one_question());
      const auto answer = co_await ask_dialect(asked, fmt::format("negotiate-signing-{}", chosen.size() + 1), offer);
      if (!answer.negotiate || !chooses_or_refuses(answer.negotiate->status)) co_return std::nullopt;
      if (!answer.negotiate->signing || std::ranges::find(chosen, *answer.negotiate->signing) != chosen.end()) break;
      chosen.push_back(*answer.negotiate->signing);
    }
    co_return chosen;
  }

  asio::awaitable<void> ask_as_unknown_user() {
    if (newest_ == no_dialect) co_return;
    auto asked = link(limits_.for_one_question());
    const auto answer = co_await ask_dialect(asked, "negotiate-for-guest", offer_of(newest_));
    if (!accepted(answer)) co_return;
    answers_.sessions.push_back(co_await ask_session_of(Who::unknown_user, asked, answer, "guest", endpoint_));
  }

  // Only where it may settle something: nobody was yet served or properly heard on a connection without encryption.
  asio::awaitable<void> ask_without_encryption() {
    if (newest_ < Smb2Dialect::v3_0) co_return;
    for (const auto& session : answers_.sessions)
      if (!session.can_encrypt && session.first != proto::status::access_denied) co_return;
    auto asked = link(limits_.for_one_question());
    auto offer = offer_of(newest_);
    offer.ciphers.clear();
    const auto answer = co_await ask_dialect(asked, "negotiate-without-encryption", offer);
    if (!accepted(answer)) co_return;
    answers_.sessions.push_back(
        co_await ask_session_of(Who::nobody, asked, answer, "anonymous-without-encryption", endpoint_));
  }

  static constexpr Smb2Dialect no_dialect{};

  asio::any_io_executor executor_;
  base::Endpoint endpoint_;
  Address address_;
  Limits limits_;
  model::Observation& into_;
  SmbAnswers answers_;
  Smb2Dialect newest_ = no_dialect;  // that the server takes
  bool v2_asked_ = false;
};

class SmbProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {"smb",
            {"smb"},
            445,
            "up to 21 connections, one after another: an SMB 2 negotiate for each dialect from 2.0.2 to 3.1.1 alone "
            "and one "
            "for SMB 1, each once more if the server hangs up on it, one for each further cipher and signing "
            "algorithm, one that offers compression; on some of them a "
            "login as nobody, and one as the user "
            "\"runseal-probe\", who does not exist; if let in, it asks to connect to the share named in the address. "
            "Nothing is read or written, no password is tried."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, endpoint, address, limits, into);
    co_await conversation.run();
  }

  void log_in(const base::Endpoint& endpoint, const Address& address, const Credentials& credentials, Limits limits,
              model::Observation& into) const override {
    ask_session(endpoint, address, credentials, limits, into);
  }
};

}  // namespace

std::unique_ptr<Probe> smb_probe() { return std::make_unique<SmbProbe>(); }

}  // namespace runseal::audit
