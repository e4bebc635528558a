#include "audit/probes/ftp_questions.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::audit {
namespace asio = boost::asio;

namespace {

constexpr int most_promises = 3;

asio::awaitable<FtpAnswer> ask(Talk& talk, std::string label, std::string question, Bytes message) {
  FtpAnswer answer;
  answer.exchange = label;
  auto told = co_await talk.ask(std::move(label), std::move(question), std::move(message), proto::ftp_reply_size);
  answer.outcome = told.outcome;
  answer.detail = told.detail;
  if (told.outcome != Outcome::answered) co_return answer;
  auto reply = proto::parse_ftp_reply(told.message);
  if (!reply) {
    answer.outcome = Outcome::malformed;
    answer.detail = talk.malformed(reply.error());
    co_return answer;
  }
  talk.judged(fmt::format("answered: {} {}", reply->code, base::printable(reply->lines.back(), 100)));
  answer.reply = *std::move(reply);
  co_return answer;
}

}  // namespace

asio::awaitable<FtpAnswer> ftp_greeting(Talk& talk, std::string label) {
  auto answer = co_await ask(talk, label, "listened", {});
  for (int i = 0; i < most_promises && answer.reply && answer.reply->code < 200; ++i)
    answer = co_await ask(talk, label, "listened on", {});
  if (answer.reply && !answer.positive()) {
    answer.outcome = Outcome::malformed;
    answer.detail = "turned us away: " + base::printable(answer.reply->lines.front(), 160);
    answer.reply.reset();
  }
  co_return answer;
}

asio::awaitable<FtpAnswer> ask_ftp(Talk& talk, std::string label, std::string command, std::string argument,
                                   std::string question) {
  if (question.empty()) question = argument.empty() ? command : command + " " + argument;
  auto message = proto::ftp_command(command, argument);
  co_return co_await ask(talk, std::move(label), std::move(question), std::move(message));
}

asio::awaitable<FtpVisit> visit_ftp(Talk& talk, std::string label, std::string folder) {
  FtpVisit visit;
  visit.user = co_await ask_ftp(talk, label + "-user", "USER", "anonymous");
  if (!visit.user.reply || visit.user.reply->code != 331) co_return visit;
  visit.password = co_await ask_ftp(talk, label + "-password", "PASS", std::string(ftp_probe_user) + "@",
                                    "PASS with an e-mail address, as is the custom for this user");
  if (folder.empty()) folder = "/";
  if (visit.let_in() == true) visit.folder = co_await ask_ftp(talk, label + "-folder", "CWD", std::move(folder));
  co_return visit;
}

}  // namespace runseal::audit
