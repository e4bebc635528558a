#include "service/authority.h"

#include "service/workspace.h"

namespace runseal::service {
namespace {

using model::AccountRole;
using enum model::Permission;

// The auditor reads all and changes nothing. Who signs is not who administers, unless one person has both roles.
std::set<Permission> permissions_of(AccountRole role) {
  switch (role) {
    case AccountRole::viewer: return {own, view};
    case AccountRole::technician: return {own, view, measure, maintain, transfer, state};
    case AccountRole::quality: return {own, view, measure, state, sign};
    case AccountRole::auditor: return {own, view, inspect};
    case AccountRole::administrator: return {own, view, inspect, measure, maintain, transfer, administer};
  }
  return {};
}

}  // namespace

Actor actor_of(const Caller& caller, std::string why) {
  return {caller.account, caller.token.empty() ? "console" : "token " + caller.token_name, std::move(why)};
}

std::set<Permission> permissions_of(const std::vector<AccountRole>& roles) {
  std::set<Permission> all;
  for (const auto role : roles) all.merge(permissions_of(role));
  return all;
}

}  // namespace runseal::service
