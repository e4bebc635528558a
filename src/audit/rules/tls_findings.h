// The findings "tls.…": one rule each, in one table, for every protocol that goes through TLS.
#pragma once

#include "audit/rules/rule_set.h"
#include "audit/rules/tls_facts.h"

namespace runseal::audit {

using TlsRule = Rule<TlsFacts>;

// For a complete observation of an endpoint that speaks TLS; each finding at most once.
[[nodiscard]] const std::vector<TlsRule>& tls_rules();
// Those of them about the certificate.
[[nodiscard]] std::vector<TlsRule> tls_certificate_rules();

}  // namespace runseal::audit
