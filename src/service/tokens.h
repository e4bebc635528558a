// Tokens for programs: each has a name, a scope and an end; its secret is shown once.
#pragma once

#include "service/authority.h"
#include "service/workspace.h"

namespace runseal::service {

inline constexpr std::chrono::days longest_token{366};
inline constexpr std::size_t most_tokens = 50;  // of one account

struct WantedToken {
  std::string name;
  std::vector<Permission> permissions;
  std::string expires;  // RFC 3339
};
struct NewToken {
  model::ApiToken token;
  std::string secret;  // "rs_…"
};
// Errors: invalid, exists (the name), denied (a permission that the caller has not, or that no token may have), limit.
Result<NewToken> make_token(Workspace& workspace, const Caller& caller, const WantedToken& wanted);
Result<> end_token(Workspace& workspace, const Caller& caller, const std::string& id);  // not_found

}  // namespace runseal::service
