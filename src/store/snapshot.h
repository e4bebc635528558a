// The records as they were at one moment, copied while others go on reading and writing (SQLite's online backup).
#pragma once

#include <memory>

#include "base/files.h"

namespace runseal::store {

class Snapshot {
 public:
  // From now on what others write is not seen. Errors: io, corrupt.
  [[nodiscard]] static Result<Snapshot> take(const base::Path& file);
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

  // Into a file that is not there yet, with mode 0600, on the disk when it returns. Errors: exists, io.
  Result<> copy_to(const base::Path& file);

 private:
  struct Connection;
  explicit Snapshot(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace runseal::store
