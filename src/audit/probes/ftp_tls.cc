#include "audit/probes/ftp_tls.h"

#include "audit/probes/ftp_questions.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

asio::awaitable<TlsOpening> open_after_auth(asio::any_io_executor executor, Address address, Limits limits,
                                            model::Observation& into) {
  TlsOpening opening;
  auto talk = std::make_unique<Talk>(executor, address, limits, into);
  auto answer = co_await ftp_greeting(*talk, "auth-greeting");
  if (answer.positive()) answer = co_await ask_ftp(*talk, "auth-tls", "AUTH", "TLS");
  opening.outcome = answer.outcome;
  opening.failure = answer.detail;
  if (answer.reply && answer.reply->code == 234)
    opening.talk = std::move(talk);
  else if (answer.reply)
    opening.outcome = Outcome::malformed;
  co_return opening;
}

}  // namespace

OpenTls after_auth_tls(asio::any_io_executor executor, const Address& address, model::Observation& into) {
  return [executor = std::move(executor), address, &into](Limits limits) {
    return open_after_auth(executor, address, limits, into);
  };
}

asio::awaitable<FtpTlsTalk> ftp_inside_tls(const OpenTls& open, bool implicit, std::string label,
                                           std::string server_name, Limits limits) {
  FtpTlsTalk made;
  auto opening = co_await open(limits);
  made.greeting.outcome = opening.outcome;
  made.greeting.detail = opening.failure;
  if (!opening.talk) co_return made;
  auto start = co_await opening.talk->start_tls(label + "-handshake", "a whole TLS handshake", std::move(server_name));
  made.greeting.exchange = label + "-handshake";
  made.greeting.outcome = start.outcome;
  made.greeting.detail = start.detail;
  if (start.outcome != Outcome::answered) co_return made;
  if (implicit) made.greeting = co_await ftp_greeting(*opening.talk, label + "-greeting");
  if (implicit && !made.greeting.positive()) co_return made;
  made.peer = std::move(start.peer);
  made.talk = std::move(opening.talk);
  co_return made;
}

asio::awaitable<FtpInside> ask_inside_tls(Talk& talk) {
  FtpInside inside;
  (void)co_await ask_ftp(talk, "tls-pbsz", "PBSZ", "0");
  inside.protected_data = co_await ask_ftp(talk, "tls-prot-p", "PROT", "P");
  inside.clear_data = co_await ask_ftp(talk, "tls-prot-c", "PROT", "C");
  inside.user = co_await ask_ftp(talk, "tls-user", "USER", std::string(ftp_probe_user));
  co_return inside;
}

}  // namespace runseal::audit
