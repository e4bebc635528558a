// WireGuard as it goes by: a tunnel, whose content cannot be known.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind wireguard_kind();

}  // namespace runseal::capture
