// What to change at an LDAP server, and at its clients: docs/manual/remedies-ftp-ldap.md shows them with reasons.
#pragma once

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// "OpenLDAP", "Active Directory".
[[nodiscard]] std::vector<model::Remedy> ldap_server_remedies();
[[nodiscard]] std::vector<model::Remedy> ldap_device_remedies(const std::string& endpoint,
                                                              const std::vector<model::Device>& devices);

}  // namespace runseal::audit
