// Why somebody changes what stood in the records: asked for wherever something is replaced or taken away.
#pragma once

#include "service/workspace.h"

namespace runseal::service {

// Of the one who acts; it goes into the change's evidence entry. Errors: invalid (none, too long, not UTF-8).
[[nodiscard]] Result<> must_say_why(const Workspace& workspace);

}  // namespace runseal::service
