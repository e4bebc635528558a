// runseal mail test | list
#include <fmt/format.h>

#include "app/context.h"
#include "base/text.h"
#include "service/mailer.h"
#include "store/mail.h"

namespace runseal::app {
namespace {

constexpr std::uint64_t usual_mails = 20;

Json shown(const model::Mail& mail) {
  Json document = mail;
  document.erase("text");
  return document;
}

Result<int> test(const Context& context, const std::string& address) {
  service::Directory directory(context.data_folder());
  RUNSEAL_CHECK(directory.prepare());
  RUNSEAL_TRY(const auto mail, service::send_test_mail(directory, address));
  const bool sent = mail.state == model::MailState::sent;
  if (context.json)
    context.print(shown(mail));
  else if (sent)
    context.screen.line(fmt::format("{} the server has taken the mail to {}: {}", context.screen.good("ok:"), mail.to,
                                    base::printable(mail.answer)));
  else
    context.screen.line(fmt::format("{} the mail to {} was not taken: {}", context.screen.bad("failed:"), mail.to,
                                    base::printable(mail.answer)));
  return sent ? holds : wrong;
}

Result<int> list(const Context& context, std::uint64_t most) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto mails, store::recent_mails(workspace.database(), most));
  Json documents = Json::array();
  for (const auto& mail : mails) documents.push_back(shown(mail));
  if (context.json) {
    context.print(documents);
    return holds;
  }
  for (const auto& mail : mails) {
    const std::string state(base::name_of(mail.state));
    context.screen.line(fmt::format("{}Z  {}  {}", mail.created.substr(0, 16),
                                    mail.state == model::MailState::failed ? context.screen.bad(state) : state,
                                    mail.to));
    context.screen.paragraph(base::printable(mail.subject), 2);
    if (mail.state != model::MailState::sent && !mail.answer.empty())
      context.screen.paragraph(base::printable(mail.answer), 2);
  }
  if (mails.empty()) context.screen.line("No mail was sent yet.  next: runseal mail test ADDRESS");
  return holds;
}

}  // namespace

void add_mail_commands(CLI::App& program, Context& context) {
  auto* mail = program.add_subcommand("mail", "what people are told by mail: sent by `runseal serve` as [mail] says");
  mail->require_subcommand(1);
  auto address = std::make_shared<std::string>();
  add_command(*mail, context, "test", "send a test mail now; 1 when the server does not take it",
              [&context, address] { return test(context, *address); })
      ->add_option("ADDRESS", *address, "whom to, such as it@lab.example")
      ->required();
  auto most = std::make_shared<std::uint64_t>(usual_mails);
  add_command(*mail, context, "list", "the newest mails, and what the server said to those that failed",
              [&context, most] { return list(context, *most); })
      ->add_option("--last", *most, "how many (default: 20)")
      ->check(CLI::Range(1, 500));
}

}  // namespace runseal::app
