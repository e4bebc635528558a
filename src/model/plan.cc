#include "model/plan.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(PlanStep, where, what, effort, remedies)
RUNSEAL_JSON_FIELDS(ConnectionPlan, endpoint, devices, measured_at, integrity, confidentiality, peer_authenticity, done,
                    worst, harms, best, gateway, gateway_known, steps, effort, remains, both_modes)

}  // namespace runseal::model
