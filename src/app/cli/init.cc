// runseal init: the first administrator
#include <fmt/format.h>

#include "app/ask.h"
#include "app/context.h"
#include "app/why.h"
#include "service/accounts.h"

namespace runseal::app {
namespace {

struct Given {
  std::string name;
  std::string full_name;
  bool link = false;
};

Result<int> init(const Context& context, Given given) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const bool there, service::has_administrator(workspace.database()));
  if (there)
    return fail(ErrorCode::exists, "there is an administrator already", {},
                "runseal account list shows all; runseal account link NAME --why REASON signs one of them in");
  if (given.name.empty()) {
    RUNSEAL_TRY(given.name, ask_line("Name to sign in with (a-z 0-9 . _ -):", "--name"));
  }
  if (given.full_name.empty()) {
    RUNSEAL_TRY(given.full_name, ask_line("Your full name, as printed beside what you sign:", "--full-name"));
  }
  std::string password;
  if (!given.link) {
    RUNSEAL_TRY(password, ask_passphrase(given.name, true));
  }
  RUNSEAL_TRY(
      const auto account,
      service::create_account(workspace, {given.name, given.full_name, {model::AccountRole::administrator}, password}));
  auto document = service::account_view(account);
  std::string next = "sign in at the address that `runseal serve` prints";
  if (given.link) {
    say_why(workspace, "the first administrator asked for a link in place of a password");
    RUNSEAL_TRY(const auto link, service::make_link(workspace, account.name));
    document["link"] = "#link=" + link.secret;
    document["expires"] = link.expires;
    next = fmt::format("put this behind the address that `runseal serve` prints, before {}:\n#link={}", link.expires,
                       link.secret);
  }
  if (context.json)
    context.print(document);
  else
    context.screen.line(fmt::format("{} {} ({}) is the administrator.\nnext: {}", context.screen.good("ok:"),
                                    account.name, account.full_name, next));
  return holds;
}

}  // namespace

void add_init_command(CLI::App& program, Context& context) {
  auto given = std::make_shared<Given>();
  auto* command = add_command(program, context, "init", "make the console's first administrator",
                              [&context, given] { return init(context, *given); });
  command->add_option("--name", given->name, "to sign in with; asked for where it is missing");
  command->add_option("--full-name", given->full_name, "as printed beside what they sign");
  command->add_flag("--link", given->link, "print a one-time link in place of asking for a password");
  command->footer("The password is asked for at the terminal, or taken from RUNSEAL_PASSPHRASE_FILE (mode 0600).");
}

}  // namespace runseal::app
