#include "service/first_link.h"

#include <algorithm>

#include "store/console_records.h"

namespace runseal::service {
namespace {

bool administers(const model::Account& account) {
  return !account.disabled &&
         std::ranges::find(account.roles, model::AccountRole::administrator) != account.roles.end();
}

}  // namespace

Result<std::optional<FirstLink>> first_link(Workspace& workspace, bool always) {
  RUNSEAL_TRY(const auto accounts, store::all_accounts(workspace.database()));
  std::string name;
  for (const auto& kept : accounts) {
    const auto& account = kept.record;
    if (!administers(account)) continue;
    if (!always && (!account.password.empty() || !account.subject.empty())) return std::nullopt;
    if (name.empty()) name = account.name;
  }
  if (name.empty()) {
    RUNSEAL_TRY(const auto made,
                create_account(workspace, {"administrator", "Administrator", {model::AccountRole::administrator}}));
    name = made.name;
  }
  auto actor = workspace.actor();
  actor.why = always ? "a link was asked for when the service was started" : "nobody could sign in yet";
  workspace.act_as(actor);
  RUNSEAL_TRY(auto link, make_link(workspace, name));
  return FirstLink{name, std::move(link)};
}

}  // namespace runseal::service
