#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet http_rule_set();   // of addresses in clear: http, webdav, dav
[[nodiscard]] RuleSet https_rule_set();  // of addresses that promise TLS: https, webdavs, davs, s3

}  // namespace runseal::audit
