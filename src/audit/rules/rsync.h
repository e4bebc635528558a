// How an rsync daemon is judged: by itself it protects nothing on the way, whatever it is configured to; inside TLS it
// is what that is worth (docs/manual/rules-plain.md).
#pragma once

#include "audit/rules/rule_set.h"

namespace runseal::audit {

[[nodiscard]] RuleSet rsync_rule_set();

}  // namespace runseal::audit
