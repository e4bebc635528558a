// What people are told by mail, and the mails that tell it.
#pragma once

#include <cstdint>
#include <string>

#include "base/json.h"

namespace runseal::model {

// What there is to be told. Each has addresses of its own in runseal.toml: mail.to_connection_worse, …
enum class AlertKind {
  connection_worse,
  run_failed,       // a check found it broken, or it could not be sent
  account_locked,   // after wrong passwords
  schedule_failed,  // scheduled work that ended with an error
  ends_soon,        // an exception, an acceptance or a token
  evidence_broken,  // a check of the evidence log found something wrong
  disk_full,        // nearly
};

struct MailAlert {
  std::string key;  // of what happened: nobody is told of the same twice
  AlertKind kind = AlertKind::connection_worse;
  std::string at;  // RFC 3339
  Json params;     // of the words for it: no secrets, no names of files
};

enum class MailState { waiting, sent, failed };

struct Mail {
  std::string id;  // also of the message: Message-ID
  std::string to;
  std::string subject;
  std::string text;
  MailState state = MailState::waiting;
  std::string created;
  std::uint64_t attempts = 0;
  std::string next;    // when it is tried again; empty: it has ended
  std::string answer;  // of the server, to the last attempt; or why there is none
  std::string ended;
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::AlertKind, {runseal::model::AlertKind::connection_worse, "connection_worse"},
                   {runseal::model::AlertKind::run_failed, "run_failed"},
                   {runseal::model::AlertKind::account_locked, "account_locked"},
                   {runseal::model::AlertKind::schedule_failed, "schedule_failed"},
                   {runseal::model::AlertKind::ends_soon, "ends_soon"},
                   {runseal::model::AlertKind::evidence_broken, "evidence_broken"},
                   {runseal::model::AlertKind::disk_full, "disk_full"});
RUNSEAL_ENUM_NAMES(runseal::model::MailState, {runseal::model::MailState::waiting, "waiting"},
                   {runseal::model::MailState::sent, "sent"}, {runseal::model::MailState::failed, "failed"});

namespace runseal::model {
RUNSEAL_JSON(MailAlert)
RUNSEAL_JSON(Mail)
}  // namespace runseal::model
