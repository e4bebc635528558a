// What everybody sees and changes of their own account.
#include "console/routes/me.h"

#include <algorithm>

#include "base/totp.h"
#include "console/body.h"
#include "console/listing.h"
#include "console/routes/session.h"
#include "service/doorkeeper.h"
#include "service/tokens.h"
#include "store/console_records.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;
using service::Workspace;

struct PasswordBody {
  Json old = nullptr;
  std::string new_;
};
void from_json(const Json& json, PasswordBody& body) {
  body.old = json.value("old", Json());
  json.at("new").get_to(body.new_);
}
struct CodeBody {
  std::string code;
};
RUNSEAL_BODY(CodeBody, code)
struct SecretBody {
  std::string password;
};
RUNSEAL_BODY(SecretBody, password)
struct SignatureBody {
  std::string passphrase;
  std::string title;
};
RUNSEAL_BODY(SignatureBody, passphrase, title)
struct TokenBody {
  std::string name;
  std::vector<Permission> permissions;
  std::string expires;
};
RUNSEAL_BODY(TokenBody, name, permissions, expires)

// How the caller came in, and until when that holds.
Result<std::pair<std::string, std::string>> way_in(store::Database& database, const Caller& caller, Instant now) {
  if (!caller.token.empty()) {
    RUNSEAL_TRY(const auto tokens, store::tokens_of(database, caller.account));
    const auto found = std::ranges::find(tokens, caller.token, &model::ApiToken::id);
    return std::pair{std::string("token"), found == tokens.end() ? std::string() : found->expires};
  }
  RUNSEAL_TRY(const auto sessions, service::open_sessions(database, caller.account, now));
  const auto found = std::ranges::find(sessions, caller.session, &model::SessionRecord::id);
  if (found == sessions.end()) return fail(ErrorCode::denied, "the session has ended", {}, "sign in again");
  return std::pair{found->way, found->expires};
}

Result<Json> me_of(Console& console, const Caller& caller) {
  return console.directory.read<Json>([&](Workspace& workspace) -> Result<Json> {
    auto& database = workspace.database();
    RUNSEAL_TRY(const auto account, service::account_named(database, caller.account));
    RUNSEAL_TRY(const auto way, way_in(database, caller, workspace.now()));
    RUNSEAL_TRY(const auto person, store::find_person(database, account.full_name));
    return Json{{"account", account.name},
                {"full_name", account.full_name},
                {"roles", account.roles},
                {"permissions", caller.permissions},
                {"csrf", caller.csrf},
                {"second_factor", !account.totp.empty()},
                {"signature", person.has_value()},
                {"way", way.first},
                {"expires", way.second}};
  });
}

Result<Answer> me(Console& console, const Request&, const Caller& caller) {
  RUNSEAL_TRY(const auto shown, me_of(console, caller));
  return Answer::json(shown);
}

// Asking does not count as being here; PUT does, as whatever else changes something (guard.cc).
Result<Answer> presence(Console& console, const Request&, const Caller& caller) {
  RUNSEAL_TRY(const auto left, console.door.time_left(caller));
  return Answer::json({{"ends_in_s", left.count()}});
}

Result<Answer> new_password(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<PasswordBody>(request));
  std::optional<std::string> old;
  if (given.old.is_string()) old = given.old.get<std::string>();
  RUNSEAL_TRY(const auto made, console.door.change_password(caller, old, given.new_, from_of(request)));
  return welcome(console, made);
}

Result<Answer> offer_totp(Console& console, const Request&, const Caller& caller) {
  RUNSEAL_TRY(const auto secret, console.door.offer_second_factor(caller));
  return Answer::json({{"secret", secret}, {"uri", base::totp_uri(secret, caller.account, "runseal")}});
}

Result<Answer> take_totp(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<CodeBody>(request));
  RUNSEAL_TRY(const auto made, console.door.take_second_factor(caller, given.code, from_of(request)));
  return welcome(console, made);
}

Result<Answer> drop_totp(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<SecretBody>(request));
  RUNSEAL_CHECK(console.door.drop_second_factor(caller, given.password));
  return Answer::nothing();
}

Result<Answer> make_signature(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<SignatureBody>(request));
  RUNSEAL_TRY(const auto person, console.door.make_signature(caller, given.title, given.passphrase));
  return Answer::json({{"name", person.name}, {"title", person.title}, {"public_key", person.public_key}}, 201);
}

Result<Answer> sessions(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(auto items, session_list(console, caller.account, caller.session));
  return listed(request, std::move(items), {"created", "seen", "peer", "way", "agent"}, true);
}

Result<Answer> end_session(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_CHECK(console.door.end_own_session(caller, request.param("id")));
  return Answer::nothing();
}

Result<Answer> tokens(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto kept, console.directory.touch<std::vector<model::ApiToken>>([&](store::Database& database) {
    return store::tokens_of(database, caller.account);
  }));
  return listed(request, {kept.begin(), kept.end()}, {"created", "name", "expires", "seen"}, true);
}

Result<Answer> make_token(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<TokenBody>(request));
  RUNSEAL_CHECK(service::at_a_session(caller));
  RUNSEAL_TRY(const auto made,
              console.directory.write<service::NewToken>(service::actor_of(caller), [&](Workspace& workspace) {
                return service::make_token(workspace, caller, {given.name, given.permissions, given.expires});
              }));
  Json shown = made.token;
  shown["token"] = made.secret;
  return Answer::json(shown, 201);
}

Result<Answer> end_token(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_CHECK(service::at_a_session(caller));
  RUNSEAL_CHECK(console.directory.write<void>(service::actor_of(caller), [&](Workspace& workspace) {
    return service::end_token(workspace, caller, request.param("id"));
  }));
  return Answer::nothing();
}

}  // namespace

Result<Answer> welcome(Console& console, const service::SignedIn& made) {
  RUNSEAL_TRY(const auto shown, me_of(console, made.caller));
  auto answer = Answer::json(shown);
  add_cookies(answer, made);
  return answer;
}

Result<std::vector<Json>> session_list(Console& console, const std::string& account, const std::string& current) {
  RUNSEAL_TRY(const auto open, console.directory.touch<std::vector<model::SessionRecord>>(
                                   [&](store::Database& database) -> Result<std::vector<model::SessionRecord>> {
                                     RUNSEAL_CHECK(service::account_named(database, account));
                                     return service::open_sessions(database, account, console.directory.now());
                                   }));
  std::vector<Json> items;
  for (const auto& session : open) {
    Json item = session;
    item.erase("csrf");
    item["current"] = session.id == current;
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<Route> me_routes() {
  using enum Method;
  constexpr auto own = Permission::own;
  return {{get, "/api/v1/me", own, me},
          {get, "/api/v1/me/presence", own, presence},
          {put, "/api/v1/me/presence", own, presence},
          {put, "/api/v1/me/password", own, new_password},
          {post, "/api/v1/me/totp", own, offer_totp},
          {put, "/api/v1/me/totp", own, take_totp},
          {delete_, "/api/v1/me/totp", own, drop_totp},
          {post, "/api/v1/me/signature", own, make_signature},
          {get, "/api/v1/me/sessions", own, sessions},
          {delete_, "/api/v1/me/sessions/{id}", own, end_session},
          {get, "/api/v1/me/tokens", own, tokens},
          {post, "/api/v1/me/tokens", own, make_token},
          {delete_, "/api/v1/me/tokens/{id}", own, end_token}};
}

}  // namespace runseal::console
