// What to do about the connections, in which order.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::model {

enum class Effort { none, minutes, hours, manufacturer };

struct PlanStep {
  std::string where;  // "here", "server", "device miseqdx-1", "gateway"
  std::string what;   // one sentence
  Effort effort = Effort::minutes;
  std::vector<Remedy> remedies;  // to choose from, at the server; to do, at the device
};

struct ConnectionPlan {
  std::string endpoint;
  std::vector<std::string> devices;
  std::string measured_at;  // RFC 3339; empty: never
  Protection integrity = Protection::unknown;
  Protection confidentiality = Protection::unknown;
  Protection peer_authenticity = Protection::unknown;
  bool done = false;                 // protected on all three axes, or accepted by the policy
  Severity worst = Severity::info;   // of the findings that nobody has accepted
  std::vector<Harm> harms;           // that these findings allow, and those that what is unknown may allow
  std::string best;                  // the best protocol that both ends can do
  std::string gateway;               // why one is needed; empty: none, where that is known
  bool gateway_known = true;         // false: the inventory does not say whether the devices can speak `best`
  std::vector<PlanStep> steps;       // in order
  Effort effort = Effort::none;      // the greatest of the steps
  std::vector<std::string> remains;  // after all of them
  std::string both_modes;            // what the change means for Dx and RUO; empty: no device runs in both
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::Effort, {runseal::model::Effort::none, "none"},
                   {runseal::model::Effort::minutes, "minutes"}, {runseal::model::Effort::hours, "hours"},
                   {runseal::model::Effort::manufacturer, "needs the manufacturer"});

namespace runseal::model {
RUNSEAL_JSON(PlanStep)
RUNSEAL_JSON(ConnectionPlan)
}  // namespace runseal::model
