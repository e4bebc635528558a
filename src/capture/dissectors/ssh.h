// SSH as it goes by (RFC 4253): what both ends offered and so agreed on, the host key that was shown, and how much went
// over it. SFTP, SCP and rsync inside it cannot be told apart.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind ssh_kind();

}  // namespace runseal::capture
