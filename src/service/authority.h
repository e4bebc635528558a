// Who may do what: one table of roles and permissions, asked at every route.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/account.h"

namespace runseal::service {

struct Actor;
using model::Permission;

// Who asks: a signed-in person, or a program with one of their tokens.
struct Caller {
  std::string account;    // its name; empty: nobody
  std::string full_name;  // as it is printed beside signatures
  std::set<Permission> permissions;
  std::string session;  // the session's id; empty for a token
  std::string token;    // the token's id; empty for a session
  std::string peer;     // address
  std::string token_name;
  std::string csrf;  // of the session

  [[nodiscard]] bool may(Permission permission) const { return permissions.contains(permission); }
};

// On whose behalf something is changed (service/workspace.h), for the evidence.
[[nodiscard]] Actor actor_of(const Caller& caller, std::string why = {});

[[nodiscard]] std::set<Permission> permissions_of(const std::vector<model::AccountRole>& roles);

}  // namespace runseal::service
