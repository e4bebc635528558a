// Signing in at the identity provider: the browser is sent there, and comes back.
#include "console/routes/openid.h"

#include "base/text.h"
#include "console/routes/session.h"
#include "service/doorkeeper.h"
#include "service/openid_settings.h"

namespace runseal::console {
namespace {

using service::Caller;

constexpr const char* cookie_name = "__Host-runseal-oidc";

// Lax, not Strict: the browser comes back from another site. It says nothing but that this browser began.
std::pair<std::string, std::string> binding_cookie(const std::string& value) {
  return {"Set-Cookie", std::string(cookie_name) + "=" + value +
                            "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=" + (value.empty() ? "0" : "600")};
}

Answer go_to(const std::string& address) {
  Answer answer;
  answer.status = 303;
  answer.type.clear();
  answer.headers.emplace_back("Location", address);
  return answer;
}

std::string as_html(std::string text) {
  for (const auto& [from, to] : {std::pair{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}})
    text = base::replaced(std::move(text), from, to);
  return text;
}

// A person looks at this, not a program: the browser came by itself.
Answer page_of(const Error& error) {
  Answer answer;
  answer.status = error.code == ErrorCode::denied ? 401 : status_of(error.code);
  answer.type = "text/html; charset=utf-8";
  answer.body =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>runseal</title><h1>Not signed in</h1><p>" +
      as_html(error.what) + "</p><p>" + as_html(error.next) + "</p><p><a href=\"/\">Back</a></p></html>\n";
  answer.headers.push_back(binding_cookie({}));
  return answer;
}

Result<service::OpenIdSettings> settings_of(Console& console) {
  RUNSEAL_TRY(auto settings, service::openid_settings(console.directory));
  if (!settings)
    return fail(ErrorCode::not_found, "no identity provider is set up", {}, "sign in with name and password");
  return *std::move(settings);
}

Result<Answer> begin(Console& console, const Request&, const Caller&) {
  const auto settings = settings_of(console);
  if (!settings) return page_of(settings.error());
  const auto begun = console.door.openid().begin(*settings, console.directory.now());
  if (!begun) return page_of(begun.error());
  auto answer = go_to(begun->address);
  answer.headers.push_back(binding_cookie(begun->binding));
  return answer;
}

Result<Answer> finish(Console& console, const Request& request, const Caller&) {
  const auto settings = settings_of(console);
  if (!settings) return page_of(settings.error());
  const auto cookie = request.cookies.find(cookie_name);
  const auto subject =
      console.door.openid().finish(*settings,
                                   {request.asked("state"), request.asked("code"), request.asked("error"),
                                    cookie == request.cookies.end() ? std::string() : cookie->second},
                                   console.directory.now());
  if (!subject) return page_of(subject.error());
  const auto made = console.door.sign_in_by_subject(*subject, from_of(request));
  if (!made) return page_of(made.error());
  auto answer = go_to("/");
  add_cookies(answer, *made);
  answer.headers.push_back(binding_cookie({}));
  return answer;
}

}  // namespace

std::vector<Route> openid_routes() {
  return {{Method::get, "/api/v1/session/oidc", anyone, begin},
          {Method::get, "/api/v1/session/oidc/return", anyone, finish}};
}

}  // namespace runseal::console
