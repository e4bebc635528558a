// Files without a name in the system's temporary folder: gone with their descriptor, however the process ends.
#pragma once

#include <atomic>

#include "base/fd.h"
#include "base/files.h"

namespace runseal::base {

[[nodiscard]] Path temporary_folder();
// Errors: limit (no room), io; they say how to name another folder.
[[nodiscard]] Result<Fd> nameless_file(const Path& folder);
// That the disk took all of the temporary file that the system gave it up to now: what it did not take may read as
// zeros later, without an error (Linux forgets the page, and tells of it once: `lost`, the file's own, keeps it).
// Writes nothing itself. Errors: io.
[[nodiscard]] Result<> nothing_lost(const Fd& file, std::atomic<bool>& lost);
[[nodiscard]] Error temporary_file_trouble(const char* doing, const Path& folder);  // by errno

}  // namespace runseal::base
