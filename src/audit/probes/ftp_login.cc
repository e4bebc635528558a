#include "audit/probes/ftp_login.h"

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "audit/probes/ftp_questions.h"
#include "audit/probes/ftp_tls.h"
#include "base/random.h"
#include "base/text.h"
#include "base/time.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

// Why the certificate does not hold; nothing when it does.
std::string doubts(const FtpTarget& target, const std::vector<Bytes>& chain, const std::string& at) {
  if (chain.empty()) return "it showed no certificate";
  const auto now = base::parse_instant(at);
  const auto read = base::read_certificate(chain.front());
  if (!now || !read) return "its certificate cannot be read";
  if (*now < read->not_before || *now > read->not_after) return "its certificate is out of date";
  if (!base::certificate_is_for(chain.front(), target.endpoint.host)) return "its certificate is for another name";
  const auto trust = target.trust ? target.trust : base::Trust::system();
  const auto problems = trust->problems(chain, *now);
  return problems.empty() ? std::string() : "nobody who is believed vouches for its certificate: " + problems.front();
}

// RFC 4217 and RFC 2228: by policy, not at this level, not without protection.
bool is_refusal_of_clear_data(const FtpAnswer& answer) {
  constexpr int codes[] = {504, 521, 522, 533, 534, 536, 537};
  return answer.reply && std::ranges::find(codes, answer.reply->code) != std::end(codes);
}

class Session {
 public:
  Session(FtpTarget target, Credentials credentials, Limits limits, model::Observation& into)
      : target_(std::move(target)), credentials_(std::move(credentials)), limits_(limits), into_(into) {}

  asio::awaitable<void> run(asio::any_io_executor executor) {
    const auto open = target_.implicit() ? tls_at_once(executor, target_.address, into_)
                                         : after_auth_tls(executor, target_.address, into_);
    const auto made = co_await ftp_inside_tls(open, target_.implicit(), "session", target_.endpoint.host, limits_);
    if (!made.talk) co_return fail("the password is sent inside TLS alone, and TLS could not be begun");
    if (const auto why = doubts(target_, made.peer.chain, into_.at); !why.empty())
      co_return fail("the password is not shown to a server whose certificate does not hold: " + why);
    if (co_await get_in(*made.talk)) co_await ask_for_clear_data(*made.talk);
  }

 private:
  void fail(const std::string& why) {
    add_exchange(into_, "session", "log in", {}, "not tried: " + why);
    into_.facts["ftp.session.login"] = {"failed", "session"};
  }

  asio::awaitable<bool> get_in(Talk& talk) {
    auto answer =
        co_await ask_ftp(talk, "session-user", "USER", credentials_.user, "USER with the name that was given");
    if (answer.reply && answer.reply->code == 331)
      answer = co_await ask_ftp(talk, "session-password", "PASS", credentials_.password,
                                "PASS with the password that was given");
    const bool in = answer.reply && (answer.reply->code == 230 || answer.reply->code == 202);
    const bool wrong = answer.reply && answer.reply->code == 530;
    into_.facts["ftp.session.login"] = {in ? "accepted" : wrong ? "refused" : "failed", answer.exchange};
    co_return in;
  }

  asio::awaitable<void> ask_for_clear_data(Talk& talk) {
    (void)co_await ask_ftp(talk, "session-pbsz", "PBSZ", "0");
    add_protection(co_await ask_ftp(talk, "session-prot-p", "PROT", "P"), "ftp.protected-data", into_);
    auto answer = co_await ask_ftp(talk, "session-prot-c", "PROT", "C");
    if (answer.positive()) {
      // some servers take the word from everybody and refuse the transfer; but not without a connection to refuse
      auto passive = co_await ask_ftp(talk, "session-passive", "EPSV", {});
      if (!passive.positive()) passive = co_await ask_ftp(talk, "session-passive", "PASV", {});
      answer = co_await ask_ftp(talk, "session-transfer", "RETR", "runseal-probe-" + base::random_id(),
                                "RETR of a file that does not exist, in clear");
    }
    const bool looked = answer.reply && (answer.reply->code == 550 || answer.reply->code == 450);
    if (is_refusal_of_clear_data(answer))
      into_.facts["ftp.session.clear-data"] = {"refused", answer.exchange};
    else if (looked)
      into_.facts["ftp.session.clear-data"] = {"not-refused", answer.exchange};
  }

  FtpTarget target_;
  Credentials credentials_;
  Limits limits_;
  model::Observation& into_;
};

}  // namespace

void log_in_to_ftp(const FtpTarget& target, const Credentials& credentials, Limits limits, model::Observation& into) {
  asio::io_context context(1);
  Session session(target, credentials, limits, into);
  asio::co_spawn(context, session.run(context.get_executor()), [](const std::exception_ptr& fault) {
    if (fault) std::rethrow_exception(fault);
  });
  context.run();
}

}  // namespace runseal::audit
