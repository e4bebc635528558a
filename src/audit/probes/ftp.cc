#include "audit/probes/ftp.h"

#include <boost/asio/this_coro.hpp>

#include "audit/probes/ftp_questions.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

// One endpoint's conversation: the order of the questions, each group of them on a connection of its own.
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
    co_await ask_in_clear();
    if (answers_.greeting.positive()) {
      co_await ask_as_anonymous();
      co_await ask_for_tls();
    }
    conclude(answers_, limits_.allowed, into_);
  }

 private:
  // the first question also tells whether anything is there at all, so it may take the whole time
  asio::awaitable<void> ask_in_clear() {
    Talk talk(executor_, address_, limits_, into_);
    answers_.greeting = co_await ftp_greeting(talk, "greeting");
    if (!answers_.greeting.positive()) co_return;
    answers_.features = co_await ask_ftp(talk, "features", "FEAT", {});
    answers_.user = co_await ask_ftp(talk, "plain-user", "USER", std::string(ftp_probe_user));
  }

  asio::awaitable<void> ask_as_anonymous() {
    Talk talk(executor_, address_, limits_.for_one_question(), into_);
    const auto greeting = co_await ftp_greeting(talk, "anonymous-greeting");
    if (greeting.positive()) answers_.visit = co_await visit_ftp(talk, "anonymous", endpoint_.path);
  }

  asio::awaitable<void> ask_for_tls() {
    Talk talk(executor_, address_, limits_.for_one_question(), into_);
    answers_.auth_tls = co_await ftp_greeting(talk, "auth-greeting");
    if (answers_.auth_tls->positive()) answers_.auth_tls = co_await ask_ftp(talk, "auth-tls", "AUTH", "TLS");
  }

  asio::any_io_executor executor_;
  base::Endpoint endpoint_;
  Address address_;
  Limits limits_;
  model::Observation& into_;
  FtpAnswers answers_;
};

class FtpProbe final : public Probe {
 public:
  ProbeInfo describe() const override {
    return {
        "ftp",
        {"ftp"},
        21,
        "a few connections, one after another. In clear: FEAT, and USER with the name \"runseal-probe\", which does "
        "not exist, to see whether a password would be asked for; none is sent. USER anonymous, and where that is "
        "taken the password \"runseal-probe@\", which is the custom for this user (RFC 1635); if let in, CWD to the "
        "folder named in the address. AUTH TLS. Nothing is listed, read or written."};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    Conversation conversation(executor, endpoint, address, limits, into);
    co_await conversation.run();
  }
};

}  // namespace

std::unique_ptr<Probe> ftp_probe() { return std::make_unique<FtpProbe>(); }

}  // namespace runseal::audit
