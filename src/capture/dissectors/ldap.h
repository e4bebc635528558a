// LDAP (RFC 4511, RFC 4513): how clients bound, whether passwords crossed in clear, StartTLS, and what SASL protected
// behind a bind. Nothing of what was searched for or found is kept.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

[[nodiscard]] DissectorKind ldap_kind();

}  // namespace runseal::capture
