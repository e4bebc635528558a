// A capture reads what strangers send: whoever does that keeps no rights.
#pragma once

#include <optional>

#include "base/files.h"
#include "base/process.h"

namespace runseal::capture {

// Whom to become: the owner of `output`, or of the folder where it will be; "nobody" where there is none. Errors:
// denied (it belongs to root, so that nobody else could write there), not_found, io.
[[nodiscard]] Result<base::Command::Owner> whom_to_become(const std::optional<base::Path>& output);

// Becomes that user for good, in all threads, with no capability left and none to be had by starting programs. Without
// root, gives up the capabilities of this thread; `user` is not looked at then. Errors: internal (rights are left).
[[nodiscard]] Result<> drop_privileges(const base::Command::Owner& user);

}  // namespace runseal::capture
