// The findings about an FTP endpoint: one rule each, in one table. Those about its TLS stand in tls_findings.h.
#pragma once

#include "audit/rules/ftp_facts.h"
#include "audit/rules/rule_set.h"

namespace runseal::audit {

// For a complete observation; each finding at most once.
[[nodiscard]] const std::vector<Rule<FtpFacts>>& ftp_rules();

}  // namespace runseal::audit
