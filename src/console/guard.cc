#include "console/guard.h"

#include "base/text.h"
#include "service/doorkeeper.h"

namespace runseal::console {
namespace {

constexpr std::size_t longest_agent = 200;

std::unexpected<Answer> refuse(const Error& error, int status) {
  auto answer = Answer::error(error);
  answer.status = status;
  return std::unexpected(std::move(answer));
}

std::unexpected<Answer> not_signed_in(const Error& error) {
  auto refused = refuse(error, 401);
  refused.error().headers.emplace_back("WWW-Authenticate", "Bearer realm=\"runseal\"");
  return refused;
}

std::unexpected<Answer> no_such_route(Error error) {
  if (error.code != ErrorCode::usage) return refuse(error, status_of(error.code));
  const auto allowed = std::exchange(error.next, {});
  auto refused = refuse(error, 405);
  refused.error().headers.emplace_back("Allow", allowed);
  return refused;
}

// "Bearer rs_…": the scheme's name in any case (RFC 9110 11.1)
std::string token_of(const Request& request) {
  const auto given = request.header("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (base::fold_case(std::string_view(given).substr(0, scheme.size())) != scheme) return {};
  return std::string(base::trim(std::string_view(given).substr(scheme.size())));
}

// Who has neither cookie nor token is refused in other words than who has one that no longer holds.
std::expected<service::Caller, Answer> caller_of(Console& console, const Request& request) {
  const service::From from{request.peer, base::printable(request.header("user-agent"), longest_agent)};
  if (const auto token = token_of(request); !token.empty()) {
    auto caller = console.door.by_token(token, from);
    if (!caller) return not_signed_in(caller.error());
    return *std::move(caller);
  }
  const auto cookie = request.cookies.find(session_cookie);
  if (cookie == request.cookies.end() || cookie->second.empty())
    return not_signed_in({ErrorCode::denied, "nobody is signed in", {}, "sign in first"});
  auto caller = console.door.by_cookie(cookie->second, from);
  if (!caller) return not_signed_in(caller.error());
  if (request.method == Method::get) return *std::move(caller);
  if (const auto checked = console.door.check_csrf(*caller, request.header("x-runseal-csrf")); !checked)
    return refuse(checked.error(), 403);
  (void)console.door.is_here(*caller);  // what cannot be written now is when they do something next
  return *std::move(caller);
}

// Another site's page must not even sign somebody in (with an account of its own, to be told secrets).
bool from_another_site(const Request& request) {
  return request.method != Method::get && request.header("sec-fetch-site") == "cross-site";
}

}  // namespace

std::expected<Admitted, Answer> admit(Console& console, const std::vector<Route>& routes, Request& request) {
  auto found = find_route(routes, request.method, request.path);
  if (!found) return no_such_route(found.error());
  if (from_another_site(request))
    return refuse({ErrorCode::denied, "another site's page asked for this", {}, "use the console's own page"}, 403);
  request.params = std::move(found->params);
  Admitted admitted{found->route, {}};
  if (!found->route->permission) {
    admitted.caller.peer = request.peer;
    return admitted;
  }
  auto caller = caller_of(console, request);
  if (!caller) return std::unexpected(std::move(caller).error());
  admitted.caller = *std::move(caller);
  const auto wanted = *found->route->permission;
  if (admitted.caller.may(wanted)) return admitted;
  const std::string named = Json(wanted).get<std::string>();
  if (!admitted.caller.token.empty())
    return refuse({ErrorCode::denied, "the token does not allow this", named,
                   "make a token that has this permission; its owner's roles must have it too"},
                  403);
  return refuse({ErrorCode::denied, "your roles do not allow this", named, "ask an administrator for the role"}, 403);
}

}  // namespace runseal::console
