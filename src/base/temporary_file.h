// Files without a name in the system's temporary folder: gone with their descriptor, however the process ends.
#pragma once

#include "base/fd.h"
#include "base/files.h"

namespace runseal::base {

[[nodiscard]] Path temporary_folder();
// Errors: limit (no room), io; they say how to name another folder.
[[nodiscard]] Result<Fd> nameless_file(const Path& folder);
[[nodiscard]] Error temporary_file_trouble(const char* doing, const Path& folder);  // by errno

}  // namespace runseal::base
