#include "base/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace runseal::base {

Result<FileLock> FileLock::take(const Path& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return fail(system_error("cannot open lock", path, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(fd));
  if (errno == EWOULDBLOCK)
    return fail(ErrorCode::conflict, "another runseal is writing to this data directory", path.parent_path().string(),
                "wait until it has ended, or use another --data directory");
  return fail(system_error("cannot lock", path, errno));
}

}  // namespace runseal::base
