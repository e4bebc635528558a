// Who works with the console: accounts, their sessions and tokens; and the work that they start.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace runseal::model {

enum class AccountRole { viewer, technician, quality, auditor, administrator };

// What a route may ask for. `own`: everybody who is signed in, about themselves.
enum class Permission {
  own,
  view,        // notices, devices, measurements, runs, evidence
  inspect,     // accounts, sessions, settings
  measure,     // ask endpoints
  maintain,    // devices, letters, nodes, schedules
  transfer,    // seal, verify, send runs
  state,       // say what was done
  sign,        // replies and exceptions
  administer,  // accounts, settings, backup
};

struct Account {
  std::string name;       // to sign in with: 1 to 64 of a-z 0-9 . _ -
  std::string full_name;  // as printed; also the name of the person whose key signs (model::Person)
  std::vector<AccountRole> roles;
  std::string password;  // Argon2id, PHC string; empty: none was set yet, a one-time link is needed
  std::string totp;      // the secret in base32; empty: no second factor
  std::string subject;   // "issuer subject" of OpenID Connect; empty: signs in here only
  bool disabled = false;
  std::string created;          // RFC 3339
  std::uint64_t failures = 0;   // wrong passwords since the last right one
  std::string locked_until;     // RFC 3339; empty: is not
  std::string password_at;      // when it was set
  std::uint64_t totp_used = 0;  // the time step of the last code: a code is good once
};

struct SessionRecord {
  std::string id;  // public: names it in lists. The secret is kept only as its SHA-256
  std::string account;
  std::string csrf;
  std::string created;
  std::string seen;
  std::string expires;
  std::string peer;   // address
  std::string agent;  // what the browser says of itself
  std::string way;    // "password", "password+totp", "link", "oidc"
};

struct ApiToken {
  std::string id;
  std::string account;
  std::string name;
  std::vector<Permission> permissions;  // never more than the account has when it is used
  std::string created;
  std::string expires;
  std::string seen;  // last use; empty: never
};

enum class JobState { queued, running, done, failed, cancelled };

// Long work that somebody started; what it made stands in the records.
struct Job {
  std::string id;
  std::string kind;   // "audit", "verify", "seal", "send", "check-evidence"
  std::string title;  // for people: "Measure 3 connections"
  JobState state = JobState::queued;
  std::string by;   // account
  std::string via;  // as in evidence entries: "console", "token NAME", "schedule NAME"
  std::string why;  // in their words
  std::string created;
  std::string started;
  std::string ended;
  std::uint64_t done = 0;
  std::uint64_t total = 0;  // 0: not known
  std::string unit;         // "connections", "bytes", "entries"
  std::string message;      // what it is at
  std::uint64_t attempts = 0;
  Json request;  // what was asked for; no secrets
  Json result;
  Json error;  // {"code", "what", "where", "next"}
};

struct Schedule {
  std::string name;
  std::string kind;  // of the job
  Json request;      // of the job
  std::uint64_t every_s = 0;
  bool paused = false;
  std::string by;
  std::string last;  // when it last began
  std::string next;
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::AccountRole, {runseal::model::AccountRole::viewer, "viewer"},
                   {runseal::model::AccountRole::technician, "technician"},
                   {runseal::model::AccountRole::quality, "quality"}, {runseal::model::AccountRole::auditor, "auditor"},
                   {runseal::model::AccountRole::administrator, "administrator"});
RUNSEAL_ENUM_NAMES(runseal::model::Permission, {runseal::model::Permission::own, "own"},
                   {runseal::model::Permission::view, "view"}, {runseal::model::Permission::inspect, "inspect"},
                   {runseal::model::Permission::measure, "measure"}, {runseal::model::Permission::maintain, "maintain"},
                   {runseal::model::Permission::transfer, "transfer"}, {runseal::model::Permission::state, "state"},
                   {runseal::model::Permission::sign, "sign"}, {runseal::model::Permission::administer, "administer"});
RUNSEAL_ENUM_NAMES(runseal::model::JobState, {runseal::model::JobState::queued, "queued"},
                   {runseal::model::JobState::running, "running"}, {runseal::model::JobState::done, "done"},
                   {runseal::model::JobState::failed, "failed"}, {runseal::model::JobState::cancelled, "cancelled"});

namespace runseal::model {
RUNSEAL_JSON(Account)
RUNSEAL_JSON(SessionRecord)
RUNSEAL_JSON(ApiToken)
RUNSEAL_JSON(Job)
RUNSEAL_JSON(Schedule)
}  // namespace runseal::model
