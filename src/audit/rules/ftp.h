// How an FTP endpoint is judged: ftp_facts.h reads the facts, ftp_axes.h grades, ftp_findings.h finds.
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet ftp_rule_set();

}  // namespace runseal::audit
