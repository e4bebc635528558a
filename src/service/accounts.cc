#include "service/accounts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/password.h"
#include "base/random.h"
#include "base/text.h"
#include "service/account_rules.h"
#include "service/reason.h"
#include "store/console_records.h"

namespace runseal::service {

using model::Account;

Result<bool> has_administrator(store::Database& database) {
  RUNSEAL_TRY(const auto accounts, store::all_accounts(database));
  return std::ranges::any_of(accounts, [](const auto& kept) { return administers(kept.record); });
}

Result<Account> account_named(store::Database& database, const std::string& name) {
  RUNSEAL_TRY(auto found, store::find_account(database, name));
  if (!found)
    return fail(ErrorCode::not_found, "there is no account \"" + base::printable(name, 80) + "\"", {},
                "runseal account list, or the page Settings, shows all");
  return std::move(found->record);
}

Json account_view(const Account& account) {
  return {{"name", account.name},
          {"full_name", account.full_name},
          {"roles", account.roles},
          {"disabled", account.disabled},
          {"created", account.created},
          {"locked_until", account.locked_until},
          {"has_password", !account.password.empty()},
          {"second_factor", !account.totp.empty()},
          {"subject", account.subject}};
}

// What counts wrong passwords lives beside the account without entries: it is taken from the store at the last moment.
Result<> record_account(Workspace& workspace, const std::string& what, const Account& account,
                        const std::optional<Account>& before, const std::function<Result<>(store::Database&)>& also) {
  auto data = account_view(account);
  data.erase("locked_until");
  data["what"] = what;
  Change change{"account", account.name, std::move(data), {}};
  if (before) {
    change.before = account_view(*before);
    change.before.erase("locked_until");
  }
  change.save = [account, also](store::Database& database, const std::string& entry) -> Result<> {
    auto saved = account;
    RUNSEAL_TRY(const auto now, store::find_account(database, account.name));
    if (now) {
      saved.failures = now->record.failures;
      saved.locked_until = now->record.locked_until;
      saved.totp_used = std::max(saved.totp_used, now->record.totp_used);
    }
    RUNSEAL_CHECK(store::save_account(database, saved, entry));
    return also ? also(database) : Result<>();
  };
  RUNSEAL_CHECK(workspace.record(change));
  return {};
}

Result<Account> create_account(Workspace& workspace, const NewAccount& wanted) {
  Account account;
  account.name = wanted.name;
  account.full_name = wanted.full_name;
  account.roles = wanted.roles;
  account.created = base::format_instant(workspace.now());
  RUNSEAL_CHECK(check_account(account));
  RUNSEAL_TRY(const auto there, store::find_account(workspace.database(), account.name));
  if (there) return fail(ErrorCode::exists, "there is already an account \"" + account.name + "\"");
  RUNSEAL_CHECK(check_full_name_free(workspace.database(), account));
  if (!wanted.password.empty()) {
    RUNSEAL_CHECK(check_password(account, wanted.password));
    RUNSEAL_TRY(account.password, base::hash_password(wanted.password));
    account.password_at = account.created;
  }
  RUNSEAL_CHECK(record_account(workspace, "created", account, std::nullopt));
  return account;
}

Result<Account> change_account(Workspace& workspace, const std::string& name, const AccountChange& change) {
  RUNSEAL_TRY(const auto before, account_named(workspace.database(), name));
  RUNSEAL_CHECK(must_say_why(workspace));
  auto after = before;
  if (change.full_name) after.full_name = *change.full_name;
  if (change.roles) after.roles = *change.roles;
  if (change.disabled) after.disabled = *change.disabled;
  if (change.subject) after.subject = *change.subject;
  if (account_view(after) == account_view(before)) return fail(ErrorCode::invalid, "this would change nothing");
  RUNSEAL_CHECK(check_account(after));
  if (change.full_name) RUNSEAL_CHECK(check_full_name_free(workspace.database(), after));
  if (!after.subject.empty()) RUNSEAL_CHECK(check_subject_free(workspace.database(), after));
  if (administers(before) && !administers(after)) RUNSEAL_CHECK(check_not_the_last(workspace.database(), name));
  const bool rights_differ = after.roles != before.roles || after.disabled != before.disabled;
  const bool ends = rights_differ || after.subject != before.subject;
  RUNSEAL_CHECK(record_account(workspace, "changed", after, before, [&](store::Database& database) -> Result<> {
    if (!ends) return {};
    RUNSEAL_CHECK(store::remove_links_of(database, name));
    return store::remove_sessions_of(database, name);
  }));
  return after;
}

Result<> set_password(Workspace& workspace, const std::string& name, const std::string& password) {
  RUNSEAL_TRY(const auto account, account_named(workspace.database(), name));
  RUNSEAL_CHECK(check_password(account, password));
  RUNSEAL_TRY(const auto hashed, base::hash_password(password));
  return keep_password(workspace, name, hashed);
}

Result<> keep_password(Workspace& workspace, const std::string& name, const std::string& hashed) {
  RUNSEAL_TRY(auto account, account_named(workspace.database(), name));
  account.password = hashed;
  account.password_at = base::format_instant(workspace.now());
  return record_account(workspace, "password", account, std::nullopt, [&](store::Database& database) -> Result<> {
    RUNSEAL_CHECK(store::remove_links_of(database, name));
    return store::remove_sessions_of(database, name);
  });
}

Result<Link> make_link(Workspace& workspace, const std::string& name) {
  RUNSEAL_TRY(const auto account, account_named(workspace.database(), name));
  if (account.disabled) return fail(ErrorCode::denied, "the account \"" + name + "\" is disabled");
  RUNSEAL_CHECK(must_say_why(workspace));
  const Link link{base::to_hex(base::random_bytes(32)), base::format_instant(workspace.now() + link_lasts)};
  RUNSEAL_CHECK(record_account(workspace, "link", account, std::nullopt, [&](store::Database& database) -> Result<> {
    RUNSEAL_CHECK(store::remove_links_of(database, name));
    return store::save_link(database, base::sha256_hex(base::as_bytes(link.secret)), name, link.expires);
  }));
  return link;
}

}  // namespace runseal::service
