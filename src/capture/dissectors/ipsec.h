// IPsec as it goes by: ESP and AH, also ESP in UDP (RFC 3948), and IKE, which negotiates them. What a tunnel carries
// cannot be known, but for ESP that does not encrypt.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind esp_kind();
[[nodiscard]] DissectorKind ah_kind();
[[nodiscard]] DissectorKind ike_kind();

}  // namespace runseal::capture
