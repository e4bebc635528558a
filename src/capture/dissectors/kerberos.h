// Kerberos with its key distribution centre (RFC 4120), over TCP and UDP: that it is there, its realms and services.
// It carries no files; what it proves is said by the protocols that use it.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind kerberos_kind();
[[nodiscard]] DissectorKind kerberos_udp_kind();

}  // namespace runseal::capture
