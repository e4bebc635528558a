#include "model/attempts.h"

#include "base/json_fields.h"

namespace runseal::model {
RUNSEAL_JSON_FIELDS(Attempts, account, source, failures, locked_until, at)
}  // namespace runseal::model
