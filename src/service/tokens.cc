#include "service/tokens.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/random.h"
#include "base/text.h"
#include "service/sessions.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

constexpr std::size_t longest_token_name = 80;

Result<> check_scope(const Caller& caller, const std::vector<Permission>& permissions) {
  if (permissions.empty()) return fail(ErrorCode::invalid, "a token needs at least one permission");
  for (const auto permission : permissions) {
    const std::string name(base::name_of(permission));
    if (!caller.may(permission))
      return fail(ErrorCode::denied, "a token cannot do more than the one who makes it", name);
    if (std::ranges::count(permissions, permission) > 1)
      return fail(ErrorCode::invalid, "a permission is named twice", name);
  }
  return {};
}

Result<> check_end(const std::string& text, Instant now) {
  const auto ends = base::parse_instant(text);
  if (!ends) return fail(ErrorCode::invalid, "a token's end is a time such as 2027-01-31T00:00:00Z", "expires");
  if (*ends <= now) return fail(ErrorCode::invalid, "a token's end lies in the future", "expires");
  if (*ends > now + longest_token)
    return fail(ErrorCode::invalid, fmt::format("a token lasts at most {} days", longest_token.count()), "expires");
  return {};
}

Json entry_of(const std::string& what, const model::ApiToken& token) {
  return {{"what", what},
          {"name", token.account},
          {"token", {{"name", token.name}, {"permissions", token.permissions}, {"expires", token.expires}}}};
}

}  // namespace

Result<NewToken> make_token(Workspace& workspace, const Caller& caller, const WantedToken& wanted) {
  if (base::trim(wanted.name).empty() || base::printable(wanted.name, longest_token_name) != wanted.name)
    return fail(ErrorCode::invalid, "a token needs a printable name of at most 80 bytes", "name");
  RUNSEAL_CHECK(check_scope(caller, wanted.permissions));
  RUNSEAL_CHECK(check_end(wanted.expires, workspace.now()));
  RUNSEAL_TRY(const auto there, store::tokens_of(workspace.database(), caller.account));
  if (std::ranges::any_of(there, [&](const auto& one) { return one.name == wanted.name; }))
    return fail(ErrorCode::exists, "you have a token of this name already", "name");
  if (there.size() >= most_tokens)
    return fail(ErrorCode::limit, fmt::format("an account has at most {} tokens", most_tokens), {},
                "end those that nobody uses any more");
  NewToken made;
  made.secret = "rs_" + base::to_hex(base::random_bytes(32));
  made.token = {base::random_id(),
                caller.account,
                wanted.name,
                wanted.permissions,
                base::format_instant(workspace.now()),
                base::format_instant(*base::parse_instant(wanted.expires)),
                {}};
  RUNSEAL_CHECK(workspace.record(Change{"account", caller.account, entry_of("token", made.token),
                                        [&made](store::Database& database, const std::string& entry) {
                                          return store::save_token(database, secret_hash(made.secret), made.token,
                                                                   entry);
                                        }}));
  return made;
}

Result<> end_token(Workspace& workspace, const Caller& caller, const std::string& id) {
  RUNSEAL_TRY(const auto tokens, store::tokens_of(workspace.database(), caller.account));
  const auto found = std::ranges::find(tokens, id, &model::ApiToken::id);
  if (found == tokens.end()) return fail(ErrorCode::not_found, "you have no such token");
  RUNSEAL_CHECK(workspace.record(
      Change{"account", caller.account, entry_of("token ended", *found),
             [&id](store::Database& database, const std::string&) { return store::remove_token(database, id); }}));
  return {};
}

}  // namespace runseal::service
