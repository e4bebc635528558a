// Everybody's accounts, for who administers and who audits.
#include "console/routes/accounts.h"

#include <algorithm>

#include "console/body.h"
#include "console/listing.h"
#include "console/routes/me.h"
#include "service/doorkeeper.h"
#include "store/console_records.h"

namespace runseal::console {
namespace {

using service::Caller;
using service::Permission;
using service::Workspace;

struct NewAccountBody {
  std::string name;
  std::string full_name;
  std::vector<model::AccountRole> roles;
};
RUNSEAL_BODY(NewAccountBody, name, full_name, roles)

struct LinkBody {
  std::string why;
};
RUNSEAL_BODY(LinkBody, why)

struct ChangeBody {
  service::AccountChange change;
  std::string why;
};
template <class T>
void take(const Json& json, const char* name, std::optional<T>& into) {
  if (const auto found = json.find(name); found != json.end()) into = found->get<T>();
}
void from_json(const Json& json, ChangeBody& body) {
  take(json, "full_name", body.change.full_name);
  take(json, "roles", body.change.roles);
  take(json, "disabled", body.change.disabled);
  take(json, "subject", body.change.subject);
  body.why = json.value("why", "");
}

Result<Answer> list(Console& console, const Request& request, const Caller&) {
  RUNSEAL_TRY(const auto accounts, console.directory.touch<std::vector<store::Kept<model::Account>>>(
                                       [](store::Database& database) { return store::all_accounts(database); }));
  std::vector<Json> items;
  for (const auto& [account, _] : accounts) items.push_back(service::account_view(account));
  return listed(request, std::move(items), {"name", "full_name", "created", "subject"});
}

Result<Answer> make(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<NewAccountBody>(request));
  RUNSEAL_TRY(const auto made,
              console.directory.write<model::Account>(service::actor_of(caller), [&](Workspace& workspace) {
                return service::create_account(workspace, {given.name, given.full_name, given.roles});
              }));
  return Answer::json(service::account_view(made), 201);
}

Result<Answer> change(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<ChangeBody>(request));
  RUNSEAL_TRY(const auto made,
              console.directory.write<model::Account>(service::actor_of(caller, given.why), [&](Workspace& workspace) {
                return service::change_account(workspace, request.param("name"), given.change);
              }));
  return Answer::json(service::account_view(made));
}

// The console's address as the one who asks sees it, so that the link can be handed on as it is.
std::string address_of(const Request& request) {
  const auto host = request.header("host");
  const bool sound = !host.empty() && host.size() <= 255 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-.:[]").contains(c);
  });
  return sound ? "https://" + host + "/" : "";
}

Result<Answer> link(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(const auto given, body_as<LinkBody>(request));
  const auto actor = service::actor_of(caller, given.why);
  RUNSEAL_TRY(const auto made, console.door.make_link(actor, request.param("name")));
  return Answer::json({{"link", address_of(request) + "#link=" + made.secret}, {"expires", made.expires}}, 201);
}

Result<Answer> sessions(Console& console, const Request& request, const Caller& caller) {
  RUNSEAL_TRY(auto items, session_list(console, request.param("name"), caller.session));
  return listed(request, std::move(items), {"created", "seen", "peer", "way", "agent"}, true);
}

Result<Answer> end_session(Console& console, const Request& request, const Caller& caller) {
  const auto actor = service::actor_of(caller, request.asked("why"));
  RUNSEAL_CHECK(console.directory.write<void>(actor, [&](Workspace& workspace) {
    return service::end_session(workspace, request.param("name"), request.param("id"));
  }));
  return Answer::nothing();
}

}  // namespace

std::vector<Route> account_routes() {
  using enum Method;
  using enum Permission;
  return {{get, "/api/v1/accounts", inspect, list},
          {post, "/api/v1/accounts", administer, make},
          {patch, "/api/v1/accounts/{name}", administer, change},
          {post, "/api/v1/accounts/{name}/link", administer, link},
          {get, "/api/v1/accounts/{name}/sessions", inspect, sessions},
          {delete_, "/api/v1/accounts/{name}/sessions/{id}", administer, end_session}};
}

}  // namespace runseal::console
