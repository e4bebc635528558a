// Tells pages that something was recorded, whoever recorded it: the service itself, or a command beside it.
#pragma once

#include <optional>

#include "service/directory.h"
#include "service/hub.h"

namespace runseal::app {

class EvidenceWatch {
 public:
  EvidenceWatch(service::Directory& directory, service::Hub& hub) : directory_(&directory), hub_(&hub) {}

  // A look at the checkpoint; call it a few times a second. Errors: those of reading, told once until they are over.
  Result<> look();

 private:
  service::Directory* directory_;
  service::Hub* hub_;
  std::optional<std::uint64_t> size_;
  bool failing_ = false;
};

}  // namespace runseal::app
