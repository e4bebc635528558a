// TLS, from its first byte; protocols that begin in clear make one where they go over (STARTTLS), and feed it from
// there. RFC 8446; below TLS 1.3 RFC 5246.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind tls_kind();

}  // namespace runseal::capture
