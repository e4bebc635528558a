// The rsync daemon's protocol: its version, the module, how a login went, what was asked for and how much crossed, all
// of it in clear. File names within what was asked for are not read.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind rsync_kind();

}  // namespace runseal::capture
