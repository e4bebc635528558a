// A tar archive (POSIX.1-1988 ustar) of plain files, made in memory.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/time.h"

namespace runseal::base {

class Tar {
 public:
  explicit Tar(Instant modified) : modified_(modified) {}

  // `name`: a path with '/' between its parts, below the folder that it is unpacked into.
  // Errors: limit (a name that ustar cannot hold, 8 GiB), invalid (an absolute name, "..", nothing).
  Result<> add(const std::string& name, ByteView content, unsigned mode = 0644);
  [[nodiscard]] std::string finish() &&;

 private:
  Instant modified_;
  std::string out_;
};

}  // namespace runseal::base
