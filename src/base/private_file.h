// A file with a secret in it: nobody but its owner may read it.
#pragma once

#include "base/files.h"

namespace runseal::base {

// Errors: denied (others may read it, another user's, not an ordinary file), not_found, limit, io.
[[nodiscard]] Result<Bytes> read_private(Files& files, const Path& path, std::size_t max_bytes);

}  // namespace runseal::base
