#include "model/account.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(Account, name, full_name, roles, password, totp, subject, disabled, created, failures, locked_until,
                    password_at, totp_used)
RUNSEAL_JSON_FIELDS(SessionRecord, id, account, csrf, created, seen, expires, peer, agent, way)
RUNSEAL_JSON_FIELDS(ApiToken, id, account, name, permissions, created, expires, seen)
RUNSEAL_JSON_FIELDS(Job, id, kind, title, state, by, via, why, created, started, ended, done, total, unit, message,
                    attempts, request, result, error)
RUNSEAL_JSON_FIELDS(Schedule, name, kind, request, every_s, paused, by, last, next)

}  // namespace runseal::model
