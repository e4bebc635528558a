// QUIC as it goes by: versions and volume. What is carried is encrypted by the protocol's design (RFC 9001).
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind quic_kind();

}  // namespace runseal::capture
