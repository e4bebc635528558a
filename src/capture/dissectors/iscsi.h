// iSCSI (RFC 7143): who logged in to which target and how, and how many bytes of blocks crossed. Its digests notice
// accidents, and no change on purpose.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind iscsi_kind();

}  // namespace runseal::capture
