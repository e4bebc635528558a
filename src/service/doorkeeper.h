// Who is it? Signing in, sessions, tokens and one-time links. Secrets are kept as their SHA-256, passwords as Argon2id.
// Thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "service/authority.h"
#include "service/directory.h"

namespace runseal::service {

inline constexpr std::chrono::minutes link_lasts{10};
inline constexpr std::chrono::minutes session_idles{30};  // then it has ended
inline constexpr std::chrono::hours session_lasts{12};

struct From {
  std::string peer;   // address
  std::string agent;  // User-Agent, shortened
};

struct SignedIn {
  Caller caller;
  std::string secret;  // for the cookie; nowhere else
  model::SessionRecord session;
};

class Doorkeeper {
 public:
  explicit Doorkeeper(Directory& directory);

  // Errors: denied, with the same words whatever was wrong; `second_factor_wanted` in where: the code is missing.
  // After five wrong ones the account is locked for a while that grows; that is recorded.
  Result<SignedIn> sign_in(const std::string& name, const std::string& password, const std::string& code,
                           const From& from);
  // Once, within link_lasts. Errors: denied.
  Result<SignedIn> sign_in_by_link(const std::string& link, const From& from);
  // After an identity provider has vouched. Errors: denied (nobody has that subject, or is disabled).
  Result<SignedIn> sign_in_by_subject(const std::string& subject, const From& from);

  // Errors: denied (none, ended, of a disabled account).
  Result<Caller> by_cookie(const std::string& secret, const From& from);
  Result<Caller> by_token(const std::string& token, const From& from);
  // Of the session, for the header X-Runseal-Csrf. Errors: denied.
  Result<> check_csrf(const Caller& caller, const std::string& given);

  Result<> sign_out(const Caller& caller);

  struct Link {
    std::string secret;  // to be put behind #link=
    std::string expires;
  };
  // Errors: not_found, denied (disabled).
  Result<Link> make_link(const Actor& actor, const std::string& account);

 private:
  Directory* directory_;
};

}  // namespace runseal::service
