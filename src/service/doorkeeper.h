// Who is it? Signing in, sessions, tokens and one-time links. Secrets are kept as their SHA-256, passwords as Argon2id.
// Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "service/accounts.h"
#include "service/attempts.h"
#include "service/authority.h"
#include "service/directory.h"
#include "service/heavy_work.h"
#include "service/openid.h"
#include "service/people.h"
#include "service/sessions.h"

namespace runseal::service {

// In Error::where of a sign-in that was right so far: a code of the second factor is wanted too.
inline constexpr const char* second_factor_wanted = "second factor";

// Errors: denied, to a token: what only a person does who is signed in.
[[nodiscard]] Result<> at_a_session(const Caller& caller);

class Doorkeeper {
 public:
  static constexpr std::chrono::milliseconds usual_grid{250};
  // A refused sign-in is answered at a multiple of `grid` after it came.
  explicit Doorkeeper(Directory& directory, Hub* hub = nullptr, std::chrono::milliseconds grid = usual_grid)
      : directory_(&directory), attempts_(directory, hub), grid_(grid) {}
  Doorkeeper(const Doorkeeper&) = delete;
  Doorkeeper& operator=(const Doorkeeper&) = delete;

  // Errors: denied, with the same words and after the same time whatever was wrong; with `second_factor_wanted` in
  // where: the code is missing. unavailable: too many sign in at this moment. See service/attempts.h for what locks.
  Result<SignedIn> sign_in(const std::string& name, const std::string& password, const std::string& code,
                           const From& from);
  // Once, within link_lasts; whoever made the link vouches in place of the second factor. Errors: denied.
  Result<SignedIn> sign_in_by_link(const std::string& link, const From& from);
  // After an identity provider has vouched. Errors: denied (nobody has that subject, or is disabled).
  Result<SignedIn> sign_in_by_subject(const std::string& subject, const From& from);

  // Errors: denied (none, ended, of a disabled account).
  Result<Caller> by_cookie(const std::string& secret, const From& from);
  // The person did something: the session idles from now on. What a page asks for by itself does not count.
  Result<> is_here(const Caller& caller);
  // Until the session ends if nobody does anything. Errors: denied (a token, or it has ended).
  Result<std::chrono::seconds> time_left(const Caller& caller);
  Result<Caller> by_token(const std::string& token, const From& from);
  // Of the session, for the header X-Runseal-Csrf. Errors: denied.
  Result<> check_csrf(const Caller& caller, const std::string& given);

  Result<> sign_out(const Caller& caller);
  Result<> end_own_session(const Caller& caller, const std::string& id);  // errors: not_found

  // Opens the signing key of the caller, with their passphrase each time. Who comes with a token, which must be one for
  // signing, also says whose signature it is to be (21 CFR 11.200; docs/adr/0007-signing-with-a-token.md).
  // Errors: not_found (has none yet), denied (the passphrase, another name, or locked after wrong ones), limit.
  Result<Signer> signer_of(const Caller& caller, const std::string& passphrase, const std::string& by = {});
  // The caller's own password once more. Errors: denied, limit.
  Result<> check_own_password(const Caller& caller, const std::string& password);
  // Sets it, ends all the account's sessions, and gives a new one in their place. `old` may be missing while the
  // session is one of a link, or where there is no password yet. Errors: denied, invalid, limit.
  Result<SignedIn> change_password(const Caller& caller, const std::optional<std::string>& old,
                                   const std::string& wanted, const From& from);
  // Makes the caller's signing key. Errors: exists, invalid, limit.
  Result<model::Person> make_signature(const Caller& caller, const std::string& title, const std::string& passphrase);

  // A second factor: a secret is offered, and taken once the caller shows a code of it. Then the session is renewed.
  Result<std::string> offer_second_factor(const Caller& caller);  // errors: exists
  Result<SignedIn> take_second_factor(const Caller& caller, const std::string& code, const From& from);
  Result<> drop_second_factor(const Caller& caller, const std::string& password);

  // Errors: not_found, denied (disabled), invalid (no reason).
  Result<Link> make_link(const Actor& actor, const std::string& account);

  [[nodiscard]] OpenId& openid() { return openid_; }
  [[nodiscard]] Instant now() const { return directory_->now(); }

 private:
  Result<SignedIn> try_password(const std::string& name, const std::string& password, const std::string& code,
                                const From& from);
  Result<SignedIn> renew(const Caller& caller, const From& from);
  Result<bool> must_wait(const Caller& caller);  // who is signed in, for their own wrong ones
  Result<model::Account> account_of(const Caller& caller);
  Result<model::SessionRecord> session_of(const Caller& caller);

  Directory* directory_;
  Attempts attempts_;
  std::chrono::milliseconds grid_;
  HeavyWork heavy_;
  OpenId openid_;
  std::mutex offered_lock_;
  std::map<std::string, std::string> offered_;  // session → secret of a second factor that is not taken yet
};

}  // namespace runseal::service
