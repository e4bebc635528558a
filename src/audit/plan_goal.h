// The best that both ends of a connection can do, and what stands in the way.
#pragma once

#include "audit/plan.h"

namespace runseal::audit {

struct Goal {
  std::string best;
  model::Effort at_the_server = model::Effort::minutes;  // of its settings
  std::string server_first;             // what the server must become able to do before; empty: nothing
  std::string gateway;                  // why one is needed, and for which devices; empty: none
  bool gateway_known = true;            // false: whether the devices can speak `best` is not recorded
  bool gateway_first = false;           // before the server is changed, else it would cut these devices off
  std::vector<std::string> remains;     // what even the best leaves
  std::vector<std::string> unrecorded;  // devices of which the inventory does not say what they run
};

[[nodiscard]] Goal goal_of(const Known& connection);

}  // namespace runseal::audit
