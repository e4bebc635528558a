// One writer at a time: an advisory lock on a file, let go by the kernel when the process ends, however it ends.
#pragma once

#include "base/fd.h"
#include "base/files.h"

namespace runseal::base {

class FileLock {
 public:
  // Errors: conflict (another process holds it), io.
  [[nodiscard]] static Result<FileLock> take(const Path& path);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace runseal::base
