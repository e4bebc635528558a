// runseal account add | list | link | roles | disable | enable | password
#include <fmt/format.h>

#include "app/ask.h"
#include "app/context.h"
#include "app/records_console.h"
#include "app/why.h"
#include "base/text.h"

namespace runseal::app {
namespace {

using Roles = std::vector<model::AccountRole>;
constexpr const char* role_names = "viewer, technician, quality, auditor, administrator";

struct Given {
  std::string name;
  std::string full_name;
  std::vector<std::string> roles;
  std::string subject;
  std::string why;
  bool with_password = false;
};

Result<Roles> roles_of(const std::vector<std::string>& names) {
  Roles roles;
  for (const auto& name : names) {
    const auto role = base::named<model::AccountRole>(name);
    if (!role)
      return fail(ErrorCode::usage, "no such role: " + base::printable(name, 40), {},
                  std::string("the roles are ") + role_names);
    roles.push_back(*role);
  }
  return roles;
}

void show(const Context& context, const Json& account, const std::string& what) {
  if (context.json)
    context.print(account);
  else
    context.screen.line(fmt::format("{} {} ({}): {}", context.screen.good("ok:"), account.value("name", ""),
                                    account.value("full_name", ""), what));
}

Result<int> add(const Context& context, const Given& given) {
  RUNSEAL_TRY(const auto roles, roles_of(given.roles));
  std::string password;
  if (given.with_password && context.remote())
    return fail(ErrorCode::usage, "a password is not sent for somebody else", context.server.url,
                "leave out --password, and give them a link: runseal account link " + given.name + " --why REASON");
  if (given.with_password) {
    RUNSEAL_TRY(password, ask_passphrase(given.name, true));
  }
  RUNSEAL_TRY(const auto account, records::add_account(context, {given.name, given.full_name, roles, password}));
  show(context, account,
       given.with_password ? "made" : "made; next: runseal account link " + given.name + " --why REASON");
  return holds;
}

std::string state_of(const Json& account) {
  if (account.value("disabled", false)) return "disabled";
  return account.value("has_password", false) || !account.value("subject", "").empty() ? "" : "has no password yet";
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(const auto accounts, records::accounts(context));
  std::vector<std::vector<std::string>> rows;
  for (const auto& account : accounts)
    rows.push_back({account.value("name", ""), account.value("full_name", ""),
                    base::join(account.value("roles", std::vector<std::string>()), ", "), state_of(account)});
  if (context.json)
    context.print(accounts);
  else if (rows.empty())
    context.screen.line("Nobody can sign in to the console yet.  next: runseal init");
  else
    context.screen.table(rows, 0);
  return holds;
}

Result<int> link(const Context& context, const Given& given) {
  RUNSEAL_TRY(const auto link, records::make_link(context, given.name, given.why));
  if (context.json)
    context.print({{"link", "#link=" + link.secret}, {"expires", link.expires}});
  else
    context.screen.line(fmt::format("Put this behind the console's address; it signs {} in once, until {}:\n#link={}",
                                    given.name, link.expires, link.secret));
  return holds;
}

Result<int> change(const Context& context, const Given& given, const service::AccountChange& wanted,
                   const std::string& what) {
  RUNSEAL_TRY(const auto account, records::change_account(context, given.name, wanted, given.why));
  show(context, account, what);
  return holds;
}

Result<int> password(const Context& context, const std::string& name) {
  RUNSEAL_TRY(const auto wanted, ask_passphrase(name, true));
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_CHECK(service::set_password(workspace, name, wanted));
  RUNSEAL_TRY(const auto account, service::account_named(workspace.database(), name));
  show(context, service::account_view(account), "the password is set; their sessions have ended");
  return holds;
}

CLI::App* with_name(CLI::App* command, const std::shared_ptr<Given>& given) {
  command->add_option("NAME", given->name, "the account")->required();
  return command;
}

CLI::App* with_reason(CLI::App* command, const std::shared_ptr<Given>& given) {
  add_why(*with_name(command, given), given->why)->required();
  return command;
}

void add_changes(CLI::App& group, Context& context, const std::shared_ptr<Given>& given) {
  auto* roles =
      with_reason(add_remote_command(group, context, "roles", "give an account other roles; ends its sessions",
                                     [&context, given]() -> Result<int> {
                                       RUNSEAL_TRY(const auto wanted, roles_of(given->roles));
                                       return change(context, *given, {{}, wanted, {}, {}}, "has other roles now");
                                     }),
                  given);
  roles->add_option("--role", given->roles, role_names)->required();
  with_reason(add_remote_command(group, context, "disable", "keep an account from signing in; ends its sessions",
                                 [&context, given] { return change(context, *given, {{}, {}, true, {}}, "disabled"); }),
              given);
  with_reason(add_remote_command(group, context, "enable", "let a disabled account sign in again",
                                 [&context, given] { return change(context, *given, {{}, {}, false, {}}, "enabled"); }),
              given);
  auto* identity = with_reason(
      add_remote_command(group, context, "identity", "say who the account is at the identity provider (OpenID Connect)",
                         [&context, given] {
                           return change(context, *given, {{}, {}, {}, given->subject},
                                         "signs in with another identity now");
                         }),
      given);
  identity->add_option("--subject", given->subject, "\"ISSUER SUBJECT\"; empty: none")->required();
}

}  // namespace

void add_account_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("account", "who may sign in to the console, and as what");
  group->require_subcommand(1);
  auto given = std::make_shared<Given>();
  auto* made = with_name(add_remote_command(*group, context, "add", "make an account for one person",
                                            [&context, given] { return add(context, *given); }),
                         given);
  made->add_option("FULL_NAME", given->full_name, "the person, as printed beside what they sign")->required();
  made->add_option("--role", given->roles, std::string(role_names) + "; may be given several times")->required();
  made->add_flag("--password", given->with_password, "ask for a password; without it a one-time link is needed");
  add_remote_command(*group, context, "list", "all accounts", [&context] { return list(context); });
  with_reason(add_remote_command(*group, context, "link", "a link that signs in once within ten minutes",
                                 [&context, given] { return link(context, *given); }),
              given);
  add_changes(*group, context, given);
  with_name(add_command(*group, context, "password", "set a password",
                        [&context, given] { return password(context, given->name); }),
            given)
      ->footer("The password is asked for at the terminal, or taken from RUNSEAL_PASSPHRASE_FILE (mode 0600).");
}

}  // namespace runseal::app
