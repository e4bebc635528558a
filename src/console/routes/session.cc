// Signing in and out.
#include "console/routes/session.h"

#include "base/error_json.h"
#include "base/openid_config.h"
#include "console/body.h"
#include "console/routes/me.h"
#include "service/doorkeeper.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;

constexpr const char* cookie_rules = "; Path=/; Secure; HttpOnly; SameSite=Strict";
constexpr const char* browser_cookie = "__Host-runseal-browser";
constexpr std::size_t browser_secret_length = 64;

struct Credentials {
  std::string name;
  std::string password;
  std::string code;
  std::string link;
};
RUNSEAL_BODY(Credentials, name, password, code, link)

// 401, and not the 403 of somebody who is known and may not.
Answer not_let_in(const Error& error) {
  auto shown = base::error_json(error);
  if (error.where == service::second_factor_wanted) shown["second_factor"] = true;
  return Answer::json({{"error", std::move(shown)}}, 401);
}

Result<Answer> enter(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto given, body_as<Credentials>(request));
  const auto from = from_of(request);
  const auto made = given.link.empty() ? console.door.sign_in(given.name, given.password, given.code, from)
                                       : console.door.sign_in_by_link(given.link, from);
  if (!made && made.error().code == ErrorCode::denied) return not_let_in(made.error());
  if (!made) return fail(made.error());
  return welcome(console, *made);
}

Result<Answer> leave(Console& console, const Request&, const Caller& caller) {
  RUNSEAL_CHECK(console.door.sign_out(caller));
  auto answer = Answer::nothing();
  answer.headers.push_back(cookie_of({}));
  return answer;
}

Result<Answer> ways(Console& console, const Request&, const Caller&) {
  RUNSEAL_TRY(const auto config,
              base::load_openid_config(base::real_files(), console.directory.folder() / "runseal.toml"));
  const auto oidc = config.issuer.empty() ? Json() : Json{{"name", config.name}};
  return Answer::json({{"local", true}, {"oidc", oidc}, {"version", RUNSEAL_VERSION}});
}

}  // namespace

service::From from_of(const Request& request) {
  const auto browser = request.cookies.find(browser_cookie);
  const bool sound = browser != request.cookies.end() && browser->second.size() == browser_secret_length &&
                     browser->second.find_first_not_of("0123456789abcdef") == std::string::npos;
  return {request.peer, request.header("user-agent"), sound ? browser->second : std::string()};
}

std::pair<std::string, std::string> cookie_of(const std::string& secret) {
  return {"Set-Cookie", "__Host-runseal=" + secret + cookie_rules + (secret.empty() ? "; Max-Age=0" : "")};
}

// It lets nobody in: it only tells the owner's browser from a stranger's (service/attempts.h).
void add_cookies(Answer& answer, const service::SignedIn& made) {
  answer.headers.push_back(cookie_of(made.secret));
  if (made.browser.empty()) return;
  const auto rules = std::string(cookie_rules) + "; Max-Age=31536000";
  answer.headers.emplace_back("Set-Cookie", std::string(browser_cookie) + "=" + made.browser + rules);
}

std::vector<Route> session_routes() {
  return {{Method::post, "/api/v1/session", anyone, enter, 16U << 10U},
          {Method::delete_, "/api/v1/session", Permission::own, leave},
          {Method::get, "/api/v1/session/ways", anyone, ways}};
}

}  // namespace runseal::console
