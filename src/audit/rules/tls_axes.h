// The three grades of a connection all of whose content goes through TLS. A protocol that also speaks in clear grades
// that itself, and never better than this.
#pragma once

#include "audit/rules/tls_facts.h"
#include "model/audit.h"

namespace runseal::audit {

[[nodiscard]] model::Axis tls_integrity(const TlsFacts& facts);
[[nodiscard]] model::Axis tls_confidentiality(const TlsFacts& facts);
[[nodiscard]] model::Axis tls_peer_authenticity(const TlsFacts& facts);  // of the server, to the device

// What to give or do so that what is unknown, or only not vouched for from here, can be measured.
[[nodiscard]] std::vector<std::string> tls_would_settle(const TlsFacts& facts);

}  // namespace runseal::audit
