// Sessions of the console: a random secret in a cookie, of which only the SHA-256 is kept.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "service/authority.h"
#include "service/workspace.h"

namespace runseal::service {

inline constexpr std::chrono::minutes session_idles{30};  // then it has ended
inline constexpr std::chrono::hours session_lasts{12};
inline constexpr std::chrono::seconds seen_within{60};  // "last seen" is written no more often

struct From {
  std::string peer;          // address
  std::string agent;         // User-Agent, shortened
  std::string browser = {};  // the secret of its cookie; empty: it has none, or one that is none
};

struct SignedIn {
  Caller caller;
  std::string secret;  // for the cookie; nowhere else
  model::SessionRecord session;
  std::string browser = {};  // for the cookie that a known browser keeps; empty: as it is
};

// A new secret, id and CSRF word; not kept yet.
[[nodiscard]] SignedIn begin_session(const model::Account& account, const std::string& way, const From& from,
                                     Instant now);
Result<> keep_session(store::Database& database, const SignedIn& made);

[[nodiscard]] bool is_open(const model::SessionRecord& session, Instant now);
[[nodiscard]] std::string secret_hash(const std::string& secret);
[[nodiscard]] Caller caller_of(const model::Account& account, const model::SessionRecord& session);
Result<std::vector<model::SessionRecord>> open_sessions(store::Database& database, const std::string& account,
                                                        Instant now);
// Somebody else's, which is recorded. Errors: not_found, invalid (no reason).
Result<> end_session(Workspace& workspace, const std::string& account, const std::string& id);

}  // namespace runseal::service
