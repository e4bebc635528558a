#include "audit/probes/ldap.h"

#include <boost/asio/this_coro.hpp>

#include "audit/probes/ldap_questions.h"
#include "base/random.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

// One endpoint's conversation: the order of the questions.
class Conversation {
 public:
  Conversation(asio::any_io_executor executor, Address address, Limits limits, model::Observation& into)
      : executor_(std::move(executor)), address_(std::move(address)), limits_(limits), into_(into) {}

  asio::awaitable<void> run() {
    co_await visit_in_clear();
    if (answers_.in_clear->root.result) {
      co_await ask_for_tls();
      co_await ask_plain_bind();
    }
    conclude(answers_, limits_.allowed, into_);
  }

 private:
  // the first question also tells whether anything is there at all, so it may take the whole time
  asio::awaitable<void> visit_in_clear() {
    Talk talk(executor_, address_, limits_, into_);
    answers_.in_clear = co_await visit_ldap(talk, "clear", {});
  }

  asio::awaitable<void> ask_for_tls() {
    Talk talk(executor_, address_, limits_.for_one_question(), into_);
    answers_.start_tls = co_await LdapTalk(talk).start_tls("start-tls");
  }

  asio::awaitable<void> ask_plain_bind() {
    Talk talk(executor_, address_, limits_.for_one_question(), into_);
    auto name = std::string("cn=runseal-probe");
    if (const auto contexts = answers_.in_clear->values("namingcontexts"); !contexts.empty()) {
      name += "," + contexts.front();
      answers_.bind_named_a_context = true;
    }
    answers_.plain_bind =
        co_await LdapTalk(talk).bind("plain-bind", std::move(name), base::to_hex(base::random_bytes(16)));
  }

  asio::any_io_executor executor_;
  Address address_;
  Limits limits_;
  model::Observation& into_;
  LdapAnswers answers_;
};

class LdapProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {
        "ldap",
        {"ldap"},
        389,
        "a few connections, one after another. In clear, without a login: the root DSE, the top entry of each naming "
        "context without its content, and a bind without a name. StartTLS. One simple bind in clear as "
        "\"cn=runseal-probe\" below the first naming context, who does not exist, with a random password: a server "
        "that requires encryption says so instead of looking for the name. Nothing is written, no password is "
        "guessed."};
  }

  asio::awaitable<void> ask(base::Endpoint, Address address, Limits limits, model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, address, limits, into);
    co_await conversation.run();
  }
};

}  // namespace

std::unique_ptr<Probe> ldap_probe() { return std::make_unique<LdapProbe>(); }

}  // namespace runseal::audit
