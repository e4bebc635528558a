// What a person who is signed in may change about how they come in and sign.
#include <algorithm>

#include "base/password.h"
#include "base/text.h"
#include "base/totp.h"
#include "service/doorkeeper.h"
#include "store/console_records.h"
#include "store/records.h"

namespace runseal::service {
namespace {

std::unexpected<Error> locked() {
  return fail(ErrorCode::denied, "too many passwords or passphrases were wrong", {},
              "wait: a minute after five wrong ones, then longer, at most an hour");
}

// Where wrong ones are counted: guesses with a token that was stolen lock that token, and not its owner.
std::string place_of(const Caller& caller) {
  return caller.session.empty() ? "token " + caller.token : std::string(own_session);
}

// A token is no period of access that a person began by signing in: each signature takes all parts of it, the name too.
Result<> may_sign(const Caller& caller, const std::string& by) {
  if (!caller.session.empty()) return {};
  if (caller.token.empty() || !caller.may(model::Permission::sign))
    return fail(ErrorCode::denied, "this token is not one for signing");
  if (by == caller.full_name) return {};
  return fail(ErrorCode::denied, "with a token a signature names its person each time, and this token is of another",
              "by", "give the full name of who signs, who owns the token");
}

}  // namespace

Result<> at_a_session(const Caller& caller) {
  if (!caller.session.empty()) return {};
  return fail(ErrorCode::denied, "a token cannot do this: only a person who is signed in can");
}

Result<model::Account> Doorkeeper::account_of(const Caller& caller) {
  RUNSEAL_CHECK(at_a_session(caller));
  return directory_->touch<model::Account>(
      [&](store::Database& database) { return account_named(database, caller.account); });
}

Result<model::SessionRecord> Doorkeeper::session_of(const Caller& caller) {
  return directory_->touch<model::SessionRecord>([&](store::Database& database) -> Result<model::SessionRecord> {
    RUNSEAL_TRY(auto sessions, open_sessions(database, caller.account, now()));
    for (auto& session : sessions)
      if (session.id == caller.session) return std::move(session);
    return fail(ErrorCode::denied, "the session has ended", {}, "sign in again");
  });
}

Result<> Doorkeeper::is_here(const Caller& caller) {
  RUNSEAL_TRY(auto session, session_of(caller));
  if (now() < base::parse_instant(session.seen).value_or(Instant{}) + seen_within) return {};
  session.seen = base::format_instant(now());
  return directory_->touch<void>([&](store::Database& database) { return store::touch_session(database, session); });
}

Result<std::chrono::seconds> Doorkeeper::time_left(const Caller& caller) {
  RUNSEAL_CHECK(at_a_session(caller));
  RUNSEAL_TRY(const auto session, session_of(caller));
  const auto ends = std::min(base::parse_instant(session.expires).value_or(Instant{}),
                             base::parse_instant(session.seen).value_or(Instant{}) + session_idles);
  return std::chrono::duration_cast<std::chrono::seconds>(ends - now());
}

Result<> Doorkeeper::end_own_session(const Caller& caller, const std::string& id) {
  RUNSEAL_CHECK(at_a_session(caller));
  return directory_->touch<void>([&](store::Database& database) -> Result<> {
    RUNSEAL_TRY(const auto sessions, store::sessions_of(database, caller.account));
    if (std::ranges::none_of(sessions, [&](const auto& one) { return one.id == id; }))
      return fail(ErrorCode::not_found, "you have no such session");
    RUNSEAL_CHECK(store::remove_session(database, id));
    return {};
  });
}

// The new session ends when the old one would have.
Result<SignedIn> Doorkeeper::renew(const Caller& caller, const From& from) {
  RUNSEAL_TRY(const auto old, session_of(caller));
  return directory_->touch<SignedIn>([&](store::Database& database) -> Result<SignedIn> {
    RUNSEAL_TRY(const auto account, account_named(database, caller.account));
    auto made = begin_session(account, old.way, from, now());
    made.session.created = old.created;
    made.session.expires = old.expires;
    RUNSEAL_CHECK(database.transaction([&]() -> Result<> {
      RUNSEAL_TRY(const bool was_open, store::remove_session(database, old.id));
      if (!was_open) return fail(ErrorCode::denied, "the session has ended", {}, "sign in again");
      return keep_session(database, made);
    }));
    return made;
  });
}

Result<bool> Doorkeeper::must_wait(const Caller& caller) {
  return directory_->touch<bool>([&](store::Database& database) -> Result<bool> {
    RUNSEAL_TRY(const auto account, account_named(database, caller.account));
    return service::must_wait(database, account, place_of(caller), now());
  });
}

Result<> Doorkeeper::check_own_password(const Caller& caller, const std::string& password) {
  RUNSEAL_TRY(const auto account, account_of(caller));
  bool right = false;
  {
    RUNSEAL_TRY(const auto turn, heavy_.turn());
    right = base::password_holds(password, account.password.empty() ? base::password_of_nobody() : account.password);
  }
  RUNSEAL_TRY(const bool waits, must_wait(caller));
  if (waits) return locked();
  if (right) return attempts_.right(caller.account, own_session);
  RUNSEAL_CHECK(attempts_.wrong(caller.account, own_session, caller.peer, "password"));
  return fail(ErrorCode::denied, "the password is not right");
}

Result<Signer> Doorkeeper::signer_of(const Caller& caller, const std::string& passphrase, const std::string& by) {
  RUNSEAL_CHECK(may_sign(caller, by));
  RUNSEAL_TRY(const bool waits, must_wait(caller));
  if (waits) return locked();
  auto signer = [&]() -> Result<Signer> {
    RUNSEAL_TRY(const auto turn, heavy_.turn());
    return directory_->read<Signer>(
        [&](Workspace& workspace) { return signer_named(workspace, caller.full_name, passphrase); });
  }();
  if (!signer && signer.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, "you have no signing key yet", {}, "make one under Settings, My signature");
  if (!signer && signer.error().code == ErrorCode::denied)
    RUNSEAL_CHECK(attempts_.wrong(caller.account, place_of(caller), caller.peer, "passphrase"));
  if (!signer) return signer;
  RUNSEAL_TRY(const bool waits_now, must_wait(caller));
  if (waits_now) return locked();  // by others that were tried at the same time
  RUNSEAL_CHECK(attempts_.right(caller.account, place_of(caller)));
  return signer;
}

Result<SignedIn> Doorkeeper::change_password(const Caller& caller, const std::optional<std::string>& old,
                                             const std::string& wanted, const From& from) {
  RUNSEAL_TRY(const auto account, account_of(caller));
  RUNSEAL_TRY(const auto session, session_of(caller));
  const bool may_omit = session.way == "link" || account.password.empty();
  if (old)
    RUNSEAL_CHECK(check_own_password(caller, *old));
  else if (!may_omit)
    return fail(ErrorCode::denied, "the old password is wanted");
  RUNSEAL_CHECK(check_password(account, wanted));
  std::string hashed;
  {
    RUNSEAL_TRY(const auto turn, heavy_.turn());
    RUNSEAL_TRY(hashed, base::hash_password(wanted));
  }
  RUNSEAL_CHECK(directory_->write<void>(actor_of(caller), [&](Workspace& workspace) -> Result<> {
    return keep_password(workspace, caller.account, hashed);
  }));
  auto made = begin_session(account, "password", from, now());
  RUNSEAL_CHECK(directory_->touch<void>([&](store::Database& database) { return keep_session(database, made); }));
  return made;
}

Result<model::Person> Doorkeeper::make_signature(const Caller& caller, const std::string& title,
                                                 const std::string& passphrase) {
  RUNSEAL_TRY(const auto account, account_of(caller));
  RUNSEAL_TRY(const auto turn, heavy_.turn());
  return directory_->write<model::Person>(actor_of(caller), [&](Workspace& workspace) {
    return add_person(workspace, account.full_name, title, passphrase);
  });
}

Result<std::string> Doorkeeper::offer_second_factor(const Caller& caller) {
  RUNSEAL_TRY(const auto account, account_of(caller));
  if (!account.totp.empty())
    return fail(ErrorCode::exists, "you have a second factor already", {}, "remove it first, with your password");
  const std::lock_guard lock(offered_lock_);
  if (offered_.size() >= 1000) offered_.clear();  // left by sessions that never took theirs
  return offered_[caller.session] = base::new_totp_secret();
}

Result<SignedIn> Doorkeeper::take_second_factor(const Caller& caller, const std::string& code, const From& from) {
  RUNSEAL_CHECK(at_a_session(caller));
  std::string secret;
  {
    const std::lock_guard lock(offered_lock_);
    const auto found = offered_.find(caller.session);
    if (found == offered_.end()) return fail(ErrorCode::conflict, "no second factor was offered yet");
    secret = found->second;
  }
  const auto step = base::totp_match(secret, code, now(), 0);
  if (!step)
    return fail(ErrorCode::invalid, "this is not the code of this moment", {},
                "look whether the clocks of the phone and of this server are right");
  RUNSEAL_CHECK(directory_->write<void>(actor_of(caller), [&](Workspace& workspace) -> Result<> {
    RUNSEAL_TRY(const auto before, account_named(workspace.database(), caller.account));
    auto after = before;
    after.totp = secret;
    after.totp_used = *step;
    return record_account(workspace, "second factor", after, before, [&](store::Database& database) {
      return store::remove_sessions_of(database, caller.account, caller.session);
    });
  }));
  {
    const std::lock_guard lock(offered_lock_);
    offered_.erase(caller.session);
  }
  return renew(caller, from);
}

Result<> Doorkeeper::drop_second_factor(const Caller& caller, const std::string& password) {
  RUNSEAL_CHECK(check_own_password(caller, password));
  return directory_->write<void>(actor_of(caller), [&](Workspace& workspace) -> Result<> {
    RUNSEAL_TRY(const auto before, account_named(workspace.database(), caller.account));
    if (before.totp.empty()) return fail(ErrorCode::not_found, "there is no second factor");
    auto after = before;
    after.totp.clear();
    return record_account(workspace, "no second factor", after, before);
  });
}

}  // namespace runseal::service
