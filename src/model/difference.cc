#include "model/difference.h"

#include "base/json_fields.h"

namespace runseal::model {

RUNSEAL_JSON_FIELDS(AxisDifference, axis, before, now, trend)
RUNSEAL_JSON_FIELDS(FactDifference, id, before, now)
RUNSEAL_JSON_FIELDS(Difference, trend, since, axes, new_findings, gone_findings, unchanged_findings, facts,
                    worse_because)

}  // namespace runseal::model
