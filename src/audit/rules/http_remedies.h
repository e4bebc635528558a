// What to change at a web server and at the devices that use it.
#pragma once

#include "audit/rules/http_facts.h"
#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// "nginx", "Apache", "IIS" and, where the certificate is what is wrong, "certificate"; then "this device". Of an
// assessment that is secure, only the last.
[[nodiscard]] std::vector<model::Remedy> http_remedies(const model::Assessment& assessment, const HttpFacts& facts,
                                                       const std::string& endpoint,
                                                       const std::vector<model::Device>& devices);

}  // namespace runseal::audit
