// runseal account add | list | link | roles | disable | enable | password
#include <fmt/format.h>

#include "app/ask.h"
#include "app/context.h"
#include "app/why.h"
#include "base/text.h"
#include "service/accounts.h"
#include "store/console_records.h"

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

void show(const Context& context, const model::Account& account, const std::string& what) {
  if (context.json)
    context.print(service::account_view(account));
  else
    context.screen.line(
        fmt::format("{} {} ({}): {}", context.screen.good("ok:"), account.name, account.full_name, what));
}

Result<int> add(const Context& context, const Given& given) {
  RUNSEAL_TRY(const auto roles, roles_of(given.roles));
  std::string password;
  if (given.with_password) {
    RUNSEAL_TRY(password, ask_passphrase(given.name, true));
  }
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto account, service::create_account(workspace, {given.name, given.full_name, roles, password}));
  show(context, account, given.with_password ? "made" : "made; next: runseal account link " + account.name);
  return holds;
}

std::string state_of(const model::Account& account) {
  if (account.disabled) return "disabled";
  return account.password.empty() && account.subject.empty() ? "has no password yet" : "";
}

Result<int> list(const Context& context) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::read));
  RUNSEAL_TRY(const auto accounts, store::all_accounts(workspace.database()));
  Json documents = Json::array();
  std::vector<std::vector<std::string>> rows;
  for (const auto& [account, _] : accounts) {
    documents.push_back(service::account_view(account));
    std::vector<std::string> roles;
    for (const auto role : account.roles) roles.emplace_back(base::name_of(role));
    rows.push_back({account.name, account.full_name, base::join(roles, ", "), state_of(account)});
  }
  if (context.json)
    context.print(documents);
  else if (rows.empty())
    context.screen.line("Nobody can sign in to the console yet.  next: runseal init");
  else
    context.screen.table(rows, 0);
  return holds;
}

Result<int> link(const Context& context, const std::string& name) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_TRY(const auto link, service::make_link(workspace, name));
  if (context.json)
    context.print({{"link", "#link=" + link.secret}, {"expires", link.expires}});
  else
    context.screen.line(fmt::format("Put this behind the console's address; it signs {} in once, until {}:\n#link={}",
                                    name, link.expires, link.secret));
  return holds;
}

Result<int> change(const Context& context, const Given& given, const service::AccountChange& wanted,
                   const std::string& what) {
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  say_why(workspace, given.why);
  RUNSEAL_TRY(const auto account, service::change_account(workspace, given.name, wanted));
  show(context, account, what);
  return holds;
}

Result<int> password(const Context& context, const std::string& name) {
  RUNSEAL_TRY(const auto wanted, ask_passphrase(name, true));
  RUNSEAL_TRY(auto workspace, context.open(service::Access::write));
  RUNSEAL_CHECK(service::set_password(workspace, name, wanted));
  RUNSEAL_TRY(const auto account, service::account_named(workspace.database(), name));
  show(context, account, "the password is set; their sessions have ended");
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
  auto* roles = with_reason(add_command(group, context, "roles", "give an account other roles; ends its sessions",
                                        [&context, given]() -> Result<int> {
                                          RUNSEAL_TRY(const auto wanted, roles_of(given->roles));
                                          return change(context, *given, {{}, wanted, {}, {}}, "has other roles now");
                                        }),
                            given);
  roles->add_option("--role", given->roles, role_names)->required();
  with_reason(add_command(group, context, "disable", "keep an account from signing in; ends its sessions",
                          [&context, given] { return change(context, *given, {{}, {}, true, {}}, "disabled"); }),
              given);
  with_reason(add_command(group, context, "enable", "let a disabled account sign in again",
                          [&context, given] { return change(context, *given, {{}, {}, false, {}}, "enabled"); }),
              given);
  auto* identity = with_reason(
      add_command(group, context, "identity", "say who the account is at the identity provider (OpenID Connect)",
                  [&context, given] {
                    return change(context, *given, {{}, {}, {}, given->subject}, "signs in with another identity now");
                  }),
      given);
  identity->add_option("--subject", given->subject, "\"ISSUER SUBJECT\"; empty: none")->required();
}

}  // namespace

void add_account_commands(CLI::App& program, Context& context) {
  auto* group = program.add_subcommand("account", "who may sign in to the console, and as what");
  group->require_subcommand(1);
  auto given = std::make_shared<Given>();
  auto* made = with_name(add_command(*group, context, "add", "make an account for one person",
                                     [&context, given] { return add(context, *given); }),
                         given);
  made->add_option("FULL_NAME", given->full_name, "the person, as printed beside what they sign")->required();
  made->add_option("--role", given->roles, std::string(role_names) + "; may be given several times")->required();
  made->add_flag("--password", given->with_password, "ask for a password; without it a one-time link is needed");
  add_command(*group, context, "list", "all accounts", [&context] { return list(context); });
  with_name(add_command(*group, context, "link", "a link that signs in once within ten minutes",
                        [&context, given] { return link(context, given->name); }),
            given);
  add_changes(*group, context, given);
  with_name(add_command(*group, context, "password", "set a password",
                        [&context, given] { return password(context, given->name); }),
            given)
      ->footer("The password is asked for at the terminal, or taken from RUNSEAL_PASSPHRASE_FILE (mode 0600).");
}

}  // namespace runseal::app
