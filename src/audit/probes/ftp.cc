#include "audit/probes/ftp.h"

#include <boost/asio/this_coro.hpp>

#include "audit/probes/ftp_login.h"
#include "audit/probes/ftp_questions.h"
#include "audit/probes/ftp_tls.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

// One endpoint's conversation: the order of the questions, each group of them on a connection of its own.
class Conversation {
 public:
  Conversation(asio::any_io_executor executor, FtpTarget target, Limits limits, model::Observation& into)
      : executor_(std::move(executor)), target_(std::move(target)), limits_(limits), into_(into) {
    answers_.implicit = target_.implicit();
    open_ = answers_.implicit ? tls_at_once(executor_, target_.address, into)
                              : after_auth_tls(executor_, target_.address, into);
  }

  asio::awaitable<void> run() {
    if (!answers_.implicit) {
      co_await ask_in_clear();
      if (answers_.greeting.positive()) {
        co_await ask_as_anonymous();
        co_await ask_for_tls();
      }
    }
    if (answers_.tls_offered()) co_await ask_inside();
    if (answers_.tls_offered() && answers_.inside) co_await ask_about_tls();
    conclude(answers_, limits_.allowed, into_);
  }

 private:
  // the first question also tells whether anything is there at all, so it may take the whole time
  asio::awaitable<void> ask_in_clear() {
    Talk talk(executor_, target_.address, limits_, into_);
    answers_.greeting = co_await ftp_greeting(talk, "greeting");
    if (!answers_.greeting.positive()) co_return;
    answers_.features = co_await ask_ftp(talk, "features", "FEAT", {});
    answers_.user = co_await ask_ftp(talk, "plain-user", "USER", std::string(ftp_probe_user));
  }

  asio::awaitable<void> ask_as_anonymous() {
    Talk talk(executor_, target_.address, limits_.for_one_question(), into_);
    const auto greeting = co_await ftp_greeting(talk, "anonymous-greeting");
    if (greeting.positive()) answers_.visit = co_await visit_ftp(talk, "anonymous", target_.endpoint.path);
  }

  asio::awaitable<void> ask_for_tls() {
    Talk talk(executor_, target_.address, limits_.for_one_question(), into_);
    answers_.auth_tls = co_await ftp_greeting(talk, "auth-greeting");
    if (answers_.auth_tls->positive()) answers_.auth_tls = co_await ask_ftp(talk, "auth-tls", "AUTH", "TLS");
  }

  asio::awaitable<void> ask_inside() {
    const bool first = answers_.implicit;
    auto one = co_await ftp_inside_tls(open_, answers_.implicit, "inside", target_.endpoint.host,
                                       first ? limits_ : limits_.for_one_question());
    if (first) answers_.greeting = one.greeting;
    if (!one.talk) {
      answers_.tls_failure = words_for(one.greeting.outcome, one.greeting.detail, limits_.allowed, "FTP inside TLS");
      co_return;
    }
    answers_.inside = co_await ask_inside_tls(*one.talk);
    const auto other = co_await ftp_inside_tls(open_, answers_.implicit, "anonymous-tls", target_.endpoint.host,
                                               limits_.for_one_question());
    if (other.talk) answers_.visit_inside = co_await visit_ftp(*other.talk, "anonymous-tls", target_.endpoint.path);
  }

  asio::awaitable<void> ask_about_tls() {
    TlsTarget tls(target_.endpoint.host, target_.trust);
    const auto outcome = co_await ask_tls(open_, std::move(tls), limits_, into_);
    answers_.tls_failure = outcome.failure;
  }

  asio::any_io_executor executor_;
  FtpTarget target_;
  Limits limits_;
  model::Observation& into_;
  OpenTls open_;
  FtpAnswers answers_;
};

constexpr const char* inside_tls =
    "Inside TLS: PBSZ 0, PROT P, PROT C and USER \"runseal-probe\", which does not exist, without a password; USER "
    "anonymous with the password \"runseal-probe@\", which is the custom for this user (RFC 1635), and if let in, CWD "
    "to "
    "the folder named in the address. A connection for each version, cipher suite and group of TLS. With credentials, "
    "and only inside TLS with a certificate that holds: the login, PROT C, PASV and RETR of a file that does not "
    "exist. "
    "Nothing is listed, read or written.";

class FtpProbe final : public Probe {
 public:
  FtpProbe(std::string scheme, std::uint16_t port, std::shared_ptr<const base::Trust> trust)
      : scheme_(std::move(scheme)), port_(port), trust_(std::move(trust)) {}

  ProbeInfo describe() const override {
    const std::string in_clear =
        scheme_ == "ftps"
            ? std::string()
            : "In clear: FEAT, USER \"runseal-probe\" to see whether a password would be asked for; none is "
              "sent; USER anonymous likewise as below; AUTH TLS. ";
    return {"ftp", {scheme_}, port_, "connections one after another. " + in_clear + inside_tls};
  }

  asio::awaitable<void> ask(base::Endpoint endpoint, Address address, Limits limits,
                            model::Observation& into) const override {
    const auto executor = co_await asio::this_coro::executor;
    FtpTarget target(std::move(endpoint), address, trust_);
    Conversation conversation(executor, std::move(target), limits, into);
    co_await conversation.run();
  }

  void log_in(const base::Endpoint& endpoint, const Address& address, const Credentials& credentials, Limits limits,
              model::Observation& into) const override {
    log_in_to_ftp(FtpTarget(endpoint, address, trust_), credentials, limits, into);
  }

 private:
  std::string scheme_;
  std::uint16_t port_;
  std::shared_ptr<const base::Trust> trust_;
};

}  // namespace

std::unique_ptr<Probe> ftp_probe(const ProbeSettings& settings) {
  return std::make_unique<FtpProbe>("ftp", 21, settings.trust);
}
std::unique_ptr<Probe> ftps_probe(const ProbeSettings& settings) {
  return std::make_unique<FtpProbe>("ftps", 990, settings.trust);
}

}  // namespace runseal::audit
