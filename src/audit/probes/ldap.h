// LDAP: is a password taken in clear, is the directory served in clear or to anybody, does TLS protect it? ldap://
// begins in clear and may be raised to TLS (StartTLS, RFC 4511 4.14); ldaps:// is TLS from the first byte.
#pragma once

#include <memory>

#include "audit/probe.h"

namespace runseal::audit {

[[nodiscard]] std::unique_ptr<Probe> ldap_probe(const ProbeSettings& settings = {});
[[nodiscard]] std::unique_ptr<Probe> ldaps_probe(const ProbeSettings& settings = {});

}  // namespace runseal::audit
