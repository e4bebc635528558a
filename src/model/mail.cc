#include "model/mail.h"

#include "base/json_fields.h"

namespace runseal::model {
RUNSEAL_JSON_FIELDS(MailAlert, key, kind, at, params)
RUNSEAL_JSON_FIELDS(Mail, id, to, subject, text, state, created, attempts, next, answer, ended)
}  // namespace runseal::model
