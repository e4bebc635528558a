#include "service/plan.h"

#include "audit/plan.h"

namespace runseal::service {
namespace {

Result<audit::Known> known_of(Workspace& workspace, const Target& target, const audit::Policy& policy) {
  audit::Known known{target.endpoint.url(), target.devices, {}, {}, false};
  RUNSEAL_TRY(auto kept, store::latest_measurement(workspace.database(), known.endpoint));
  if (!kept) return known;
  const auto now = workspace.now();
  known.observation = std::move(kept->record.observation);
  known.assessment = assess(*known.observation, target.devices, policy, base::date_of(now));
  RUNSEAL_TRY(const auto at, base::parse_instant(known.observation->at));
  known.stale = now - at > std::chrono::days(workspace.config().measurement_valid_days);
  return known;
}

}  // namespace

Result<std::vector<model::ConnectionPlan>> plan_for(Workspace& workspace, const std::vector<std::string>& names,
                                                    const std::optional<base::Path>& policy_file) {
  RUNSEAL_TRY(const auto policy, policy_in_force(workspace, policy_file));
  RUNSEAL_TRY(const auto targets, targets_named(workspace, names));
  std::vector<audit::Known> all;
  for (const auto& target : targets) {
    RUNSEAL_TRY(auto known, known_of(workspace, target, policy));
    all.push_back(std::move(known));
  }
  return audit::plan(all);
}

}  // namespace runseal::service
