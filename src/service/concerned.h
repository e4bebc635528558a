// Which devices of the inventory a notice concerns: what the case, the lists and the overview are made from.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "model/device.h"
#include "model/notice.h"
#include "service/workspace.h"

namespace runseal::service {

struct ConcernedDevice {
  model::Device device;
  model::Match match;  // affected or near miss
};

struct Concerned {
  std::map<std::string, ConcernedDevice> devices;  // by id
  std::uint64_t not_affected = 0;
};

// Compares every device.
Result<Concerned> concerned_by(Workspace& workspace, const model::Notice& notice);

// The same, remembered: only devices that were recorded since the last time are compared again. For a process that
// answers many times from one data directory. Thread-safe.
class ConcernedBook {
 public:
  Result<std::shared_ptr<const Concerned>> of(Workspace& workspace, const model::Notice& notice);

 private:
  struct Kept {
    std::string notice;  // as JSON: another text of it is compared anew
    std::uint64_t sequence = 0;
    std::map<std::string, model::MatchVerdict> verdicts;  // of every device
    std::shared_ptr<const Concerned> concerned;
  };
  Result<> catch_up(Workspace& workspace, const model::Notice& notice, Kept& kept);

  std::mutex lock_;
  std::map<std::string, Kept> notices_;
};

}  // namespace runseal::service
