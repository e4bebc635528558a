// A backup of the whole data directory while others work with it, and its return. docs/manual/backup.md.
#pragma once

#include "service/jobs.h"

namespace runseal::service {

struct Backup {
  base::Path file;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;     // of the archive
  std::uint64_t evidence = 0;  // entries
  std::string sha256;          // of the archive
};

struct BackupOptions {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::uint64_t files, const std::string& name)> progress;  // may be empty
};

// `file` stands under its name when it was written, read again and made durable; killed before, it does not.
// Errors: exists, denied, io, cancelled, corrupt (what was read back is not what was written).
Result<Backup> back_up(Directory& directory, const base::Path& file, const BackupOptions& options = {});

struct Restored {
  std::uint64_t files = 0;
  std::uint64_t evidence = 0;
  std::string made;  // when
  std::string key;   // the evidence log's (vkey)
};

// Into a folder that is not there, or is empty; it stands there only once every byte and the evidence hold. Nobody is
// signed in afterwards, and what ran when the backup was made is not begun again.
// Errors: exists (not empty), invalid (no backup), corrupt (a file or the evidence does not hold), conflict (made by a
// newer version), io.
Result<Restored> restore(const base::Path& file, const base::Path& into);

// {}: into backups/ of the data directory; {file, files, bytes, evidence, sha256}
[[nodiscard]] JobKind backup_job();

}  // namespace runseal::service
