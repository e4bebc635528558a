// What to change at an rsync daemon, and at the device that sends to it.
#pragma once

#include "model/audit.h"

namespace runseal::audit {

[[nodiscard]] std::vector<model::Remedy> rsync_plain_remedies(const std::string& endpoint);
[[nodiscard]] std::vector<model::Remedy> rsync_tls_remedies(const std::string& endpoint);  // one inside TLS

}  // namespace runseal::audit
