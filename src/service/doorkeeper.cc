// How one comes in, and is known again. What a person changes about themselves: doorkeeper_own.cc.
#include "service/doorkeeper.h"

#include <algorithm>
#include <thread>

#include "base/mac.h"
#include "base/password.h"
#include "base/text.h"
#include "base/totp.h"
#include "store/console_records.h"

namespace runseal::service {
namespace {

constexpr std::size_t longest_secret = 200;
constexpr const char* token_prefix = "rs_";

std::unexpected<Error> not_let_in() {
  return fail(ErrorCode::denied, "name, password or code is not right, or was wrong too often", {},
              "after five wrong ones whoever tries waits for a minute, then longer, at most an hour");
}

std::unexpected<Error> signed_out() {
  return fail(ErrorCode::denied, "you are not signed in, or not any more", {}, "sign in again");
}

// What a password has led to, to be looked at again when the session is made.
struct Proof {
  std::string password;         // the hash that it fitted; empty: came another way
  std::uint64_t totp_step = 0;  // of the code
  std::string source;           // where it came from
};

// Everything is checked again where nobody can come between: a lock, a changed password, a code used meanwhile.
Result<SignedIn> let_in(Directory& directory, const std::string& name, const std::string& way, const From& from,
                        const Proof& proof) {
  std::optional<SignedIn> made;
  const auto now = directory.now();
  RUNSEAL_CHECK(directory.touch<void>([&](store::Database& database) {
    return database.transaction([&]() -> Result<> {
      RUNSEAL_CHECK(store::remove_sessions_ended(database, base::format_instant(now)));
      RUNSEAL_TRY(auto account, account_named(database, name));
      if (account.disabled) return not_let_in();
      if (!proof.password.empty()) {
        RUNSEAL_TRY(const bool waits, must_wait(database, account, proof.source, now));
        if (waits || account.password != proof.password) return not_let_in();
        if (!account.totp.empty() && proof.totp_step <= account.totp_used) return not_let_in();
        account.totp_used = std::max(account.totp_used, proof.totp_step);
      }
      // whoever made a link vouches: nothing that was wrong before counts any more
      if (!proof.source.empty() || way == "link") RUNSEAL_CHECK(forgive(database, account, proof.source, now));
      RUNSEAL_CHECK(store::touch_account(database, account));
      made = begin_session(account, way, from, now);
      RUNSEAL_TRY(made->browser, remember_browser(database, account.name, from, now));
      return keep_session(database, *made);
    });
  }));
  return std::move(*made);
}

}  // namespace

// A refusal leaves at a multiple of `grid_` after the question came, so that its time does not tell
// whether the account exists, is locked, or was written to.
Result<SignedIn> Doorkeeper::sign_in(const std::string& name, const std::string& password, const std::string& code,
                                     const From& from) {
  const auto began = std::chrono::steady_clock::now();
  auto outcome = try_password(name, password, code, from);
  if (!outcome && outcome.error().code == ErrorCode::denied) {
    const auto took = std::chrono::steady_clock::now() - began;
    std::this_thread::sleep_until(began + grid_ * (took / grid_ + 1));
  }
  return outcome;
}

Result<SignedIn> Doorkeeper::try_password(const std::string& name, const std::string& password, const std::string& code,
                                          const From& from) {
  std::string source;
  bool waits = false;
  RUNSEAL_TRY(const auto found,
              directory_->touch<std::optional<store::Kept<model::Account>>>(
                  [&](store::Database& database) -> Result<std::optional<store::Kept<model::Account>>> {
                    RUNSEAL_TRY(auto account, store::find_account(database, name));
                    if (!account) return account;
                    RUNSEAL_TRY(source, source_of(database, name, from, now()));
                    RUNSEAL_TRY(waits, service::must_wait(database, account->record, source, now()));
                    return account;
                  }));
  const bool has_password = found && !found->record.password.empty();
  bool right = false;
  {
    RUNSEAL_TRY(const auto turn, heavy_.turn());
    right = base::password_holds(password, has_password ? found->record.password : base::password_of_nobody());
  }
  if (!found || found->record.disabled || waits) return not_let_in();
  const auto& account = found->record;
  Proof proof{account.password, 0, source};
  std::string way = "password";
  if (right && has_password && !account.totp.empty()) {
    if (code.empty()) return fail(ErrorCode::denied, "a code of the second factor is wanted", second_factor_wanted);
    const auto step = base::totp_match(account.totp, code, now(), account.totp_used);
    right = step.has_value();
    proof.totp_step = step.value_or(0);
    way = "password+totp";
  }
  if (right && has_password) return let_in(*directory_, name, way, from, proof);
  RUNSEAL_CHECK(attempts_.wrong(name, source, from.peer, "sign-in"));
  return not_let_in();
}

Result<SignedIn> Doorkeeper::sign_in_by_link(const std::string& link, const From& from) {
  if (link.size() > longest_secret) return not_let_in();
  RUNSEAL_TRY(const auto account, directory_->touch<std::optional<std::string>>([&](store::Database& database) {
    return store::use_link(database, secret_hash(link), base::format_instant(now()));
  }));
  if (!account)
    return fail(ErrorCode::denied, "this link was used already, or is too old", {},
                "ask an administrator for another, or run: runseal account link NAME --why REASON");
  return let_in(*directory_, *account, "link", from, {});
}

Result<SignedIn> Doorkeeper::sign_in_by_subject(const std::string& subject, const From& from) {
  RUNSEAL_TRY(const auto found,
              directory_->touch<std::optional<store::Kept<model::Account>>>(
                  [&](store::Database& database) { return store::find_account_by_subject(database, subject); }));
  if (subject.empty() || !found || found->record.disabled)
    return fail(ErrorCode::denied, "no account signs in with this identity: " + base::printable(subject, 900), {},
                "ask an administrator to name this identity in your account");
  return let_in(*directory_, found->record.name, "oidc", from, {});
}

Result<Caller> Doorkeeper::by_cookie(const std::string& secret, const From& from) {
  if (secret.empty() || secret.size() > longest_secret) return signed_out();
  RUNSEAL_TRY(auto caller, directory_->touch<Caller>([&](store::Database& database) -> Result<Caller> {
    RUNSEAL_TRY(const auto session, store::find_session(database, secret_hash(secret)));
    if (!session || !is_open(*session, now())) return signed_out();
    RUNSEAL_TRY(const auto account, store::find_account(database, session->account));
    if (!account || account->record.disabled) return signed_out();
    return caller_of(account->record, *session);
  }));
  caller.peer = from.peer;
  return caller;
}

Result<Caller> Doorkeeper::by_token(const std::string& token, const From& from) {
  if (!token.starts_with(token_prefix) || token.size() > longest_secret) return signed_out();
  return directory_->touch<Caller>([&](store::Database& database) -> Result<Caller> {
    RUNSEAL_TRY(auto kept, store::find_token(database, secret_hash(token)));
    const auto ends = kept ? base::parse_instant(kept->expires).value_or(Instant{}) : Instant{};
    if (!kept || now() >= ends) return signed_out();
    RUNSEAL_TRY(const auto account, store::find_account(database, kept->account));
    if (!account || account->record.disabled) return signed_out();
    if (kept->seen.empty() || base::parse_instant(kept->seen).value_or(Instant{}) + seen_within <= now()) {
      kept->seen = base::format_instant(now());
      RUNSEAL_CHECK(store::touch_token(database, *kept));
    }
    Caller caller{account->record.name, account->record.full_name, {}, {}, kept->id, from.peer, kept->name, {}};
    const auto allowed = permissions_of(account->record.roles);
    for (const auto permission : kept->permissions)
      if (allowed.contains(permission)) caller.permissions.insert(permission);
    return caller;
  });
}

Result<> Doorkeeper::check_csrf(const Caller& caller, const std::string& given) {
  if (!caller.csrf.empty() && base::same_secret(caller.csrf, given)) return {};
  return fail(ErrorCode::denied, "the request does not come from the console's own page", {},
              "reload the page and try again");
}

Result<> Doorkeeper::sign_out(const Caller& caller) {
  return directory_->touch<void>([&](store::Database& database) -> Result<> {
    RUNSEAL_CHECK(store::remove_session(database, caller.session));
    return {};
  });
}

Result<Link> Doorkeeper::make_link(const Actor& actor, const std::string& account) {
  return directory_->write<Link>(actor, [&](Workspace& workspace) { return service::make_link(workspace, account); });
}

}  // namespace runseal::service
