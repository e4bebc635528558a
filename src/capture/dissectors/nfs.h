// NFS 3 and 4 with what belongs to it, MOUNT and the port mapper: ONC RPC over TCP and UDP. Which flavour and service
// protected each call, the names and bytes of files, and RPC-with-TLS (RFC 9289).
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind nfs_kind();
[[nodiscard]] DissectorKind nfs_udp_kind();

}  // namespace runseal::capture
