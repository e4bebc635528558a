// What to do about connections, by what was measured last. Asks nobody, changes nothing.
#pragma once

#include "model/plan.h"
#include "service/measure.h"

namespace runseal::service {

// Names as targets_named() takes them. The last measurement of each is judged anew, by today's rules and policy.
Result<std::vector<model::ConnectionPlan>> plan_for(Workspace& workspace, const std::vector<std::string>& names,
                                                    const std::optional<base::Path>& policy_file = {});

}  // namespace runseal::service
