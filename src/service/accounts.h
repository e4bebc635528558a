// Accounts of the console: made, changed, ended. Every change stands in the evidence with the old, the new, who and why
// (Workspace::act_as). There is always an administrator who can sign in.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/account.h"
#include "service/workspace.h"

namespace runseal::service {

inline constexpr std::size_t shortest_password = 12;   // characters
inline constexpr std::chrono::minutes link_lasts{10};  // a one-time link

struct NewAccount {
  std::string name;
  std::string full_name;
  std::vector<model::AccountRole> roles;
  std::string password = {};  // empty: a one-time link is needed
};
// Errors: exists (the name, or the full name: a signature belongs to one person), invalid.
Result<model::Account> create_account(Workspace& workspace, const NewAccount& wanted);

struct AccountChange {
  std::optional<std::string> full_name = {};
  std::optional<std::vector<model::AccountRole>> roles = {};
  std::optional<bool> disabled = {};
  std::optional<std::string> subject = {};  // "issuer subject" of OpenID Connect; empty: none
};
// Ends the account's sessions unless only the name changed. Errors: not_found, invalid (no reason, no change), exists,
// conflict (the last administrator).
Result<model::Account> change_account(Workspace& workspace, const std::string& name, const AccountChange& change);

// Errors: not_found, invalid (see check_password), limit. Ends the account's sessions.
Result<> set_password(Workspace& workspace, const std::string& name, const std::string& password);
// The same with one that was checked and hashed before (base/password.h), which takes long.
Result<> keep_password(Workspace& workspace, const std::string& name, const std::string& hashed);
// At least 12 characters, five of them different, and neither the account's name nor a part of the person's in it.
Result<> check_password(const model::Account& account, const std::string& password);

struct Link {
  std::string secret;  // to be put behind #link=; only its SHA-256 is kept
  std::string expires;
};
// Signs in once, within link_lasts; replaces earlier ones. Errors: not_found, denied (disabled), invalid (no reason).
Result<Link> make_link(Workspace& workspace, const std::string& name);

// Whether somebody is an administrator and not disabled.
Result<bool> has_administrator(store::Database& database);
Result<model::Account> account_named(store::Database& database, const std::string& name);  // not_found

// As others see it: no secrets.
[[nodiscard]] Json account_view(const model::Account& account);

// Records what happened to an account, and saves it. `what`: "created", "changed", …
Result<> record_account(Workspace& workspace, const std::string& what, const model::Account& account,
                        const std::optional<model::Account>& before,
                        const std::function<Result<>(store::Database&)>& also = {});

}  // namespace runseal::service
