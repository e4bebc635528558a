// Files below one folder, by paths that came from outside: openat2(2) with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, so
// that neither "..", nor an absolute name, nor a link on the way leads out.
#pragma once

#include <string_view>

#include "base/fd.h"
#include "base/files.h"
#include "base/result.h"

namespace runseal::base {

// A path that a peer or a manifest may name: relative, '/'-separated, no empty, "." or ".." part, no NUL, parts of at
// most 255 bytes, at most 4095 in all, at most 64 parts. Errors: invalid, naming the path.
[[nodiscard]] Result<> check_relative(std::string_view path);

// A folder, by its own path (links on the way to it are the caller's own and are followed). not_found, denied, io
[[nodiscard]] Result<Fd> open_folder(const Path& path);

// flags as open(2); O_CLOEXEC and O_NOFOLLOW are added. Errors: invalid (check_relative), not_found, exists, denied
// (a link or a way out), limit (no space, too many open files), io.
[[nodiscard]] Result<Fd> open_beneath(int folder, std::string_view path, int flags, unsigned mode = 0);

}  // namespace runseal::base
