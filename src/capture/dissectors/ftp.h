// FTP (RFC 959, RFC 2228, RFC 2428, RFC 4217): what was said on its control connection, and whether it and the data
// connections that it announces went through TLS. A password is seen to be there, and never kept.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind ftp_kind();
[[nodiscard]] DissectorKind ftp_data_kind();  // of port 20; others are announced on the control connection

}  // namespace runseal::capture
