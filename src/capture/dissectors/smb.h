// SMB 1 to 3.1.1, over direct TCP on any port and over the NetBIOS session service.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind smb_kind();

}  // namespace runseal::capture
