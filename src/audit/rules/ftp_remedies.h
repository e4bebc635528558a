// What to change at an FTP server, and at the devices' end: docs/manual/remedies-ftp-ldap.md shows them with reasons.
#pragma once

#include "model/audit.h"
#include "model/device.h"

namespace runseal::audit {

// "vsftpd", "ProFTPD", "IIS FTP".
[[nodiscard]] std::vector<model::Remedy> ftp_server_remedies();
[[nodiscard]] std::vector<model::Remedy> ftp_device_remedies(const std::string& endpoint,
                                                             const std::vector<model::Device>& devices);

}  // namespace runseal::audit
