#include "app/all_probes.h"

#include "audit/probes/smb.h"

namespace runseal::app {

std::vector<std::unique_ptr<audit::Probe>> all_probes() {
  std::vector<std::unique_ptr<audit::Probe>> probes;
  probes.push_back(audit::smb_probe());
  return probes;
}

}  // namespace runseal::app
