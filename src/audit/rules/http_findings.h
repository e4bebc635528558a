#pragma once

#include "audit/rules/http_facts.h"
#include "audit/rules/rule_set.h"

namespace runseal::audit {

using HttpRule = Rule<HttpFacts>;

// The findings "http.…"; those of TLS stand in tls_findings.h.
[[nodiscard]] const std::vector<HttpRule>& http_rules();

}  // namespace runseal::audit
