// Signing in at the hospital's own identity provider: OpenID Connect Core 1.0, the authorisation code flow (3.1) with
// PKCE (RFC 7636, S256). Nobody gets an account by this: an administrator names the subject in one. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/json.h"
#include "base/time.h"

namespace runseal::service {

struct OpenIdSettings {
  std::string name;  // as the page shows it
  std::string issuer;
  std::string client_id;
  std::string client_secret;
  std::string ca_file;
  std::string redirect_uri;  // of this console, as registered there
};

class OpenId {
 public:
  static constexpr std::chrono::minutes lasts{10};

  struct Begun {
    std::string address;  // of the provider, to send the browser to
    std::string binding;  // for a cookie: only the browser that began may end it
  };
  // Errors: unavailable, denied (its certificate), invalid (what the provider says of itself), limit.
  Result<Begun> begin(const OpenIdSettings& settings, Instant now);

  struct Return {
    std::string state;
    std::string code;
    std::string error;  // what the provider says went wrong
    std::string binding;
  };
  // "issuer subject". Each `state` is good once. Errors: denied (not begun here, not by this browser, too late, refused
  // there, a token that does not hold), and as begin().
  Result<std::string> finish(const OpenIdSettings& settings, const Return& back, Instant now);

 private:
  struct Pending {
    std::string nonce;
    std::string verifier;
    std::string binding;
    Instant until;
  };
  Result<Pending> take(const std::string& state, Instant now);
  Result<Json> described(const OpenIdSettings& settings);

  std::mutex lock_;
  std::map<std::string, Pending> pending_;  // by state
};

// The ID token's claims, judged (OpenID Connect Core 3.1.3.7). Errors: denied.
Result<std::string> judge_claims(const Json& claims, const OpenIdSettings& settings, const std::string& nonce,
                                 Instant now);

}  // namespace runseal::service
