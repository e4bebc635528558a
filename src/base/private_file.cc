#include "base/private_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include <fmt/format.h>

namespace runseal::base {

Result<Bytes> read_private(Files& files, const Path& path, std::size_t max_bytes) {
  struct stat state{};
  if (::stat(path.c_str(), &state) != 0) return fail(system_error("cannot read the credentials", path, errno));
  if (!S_ISREG(state.st_mode))
    return fail(ErrorCode::denied, "the credentials are not in an ordinary file", path.string());
  if (state.st_uid != ::geteuid())
    return fail(ErrorCode::denied, "the credentials file belongs to another user", path.string(),
                "copy it to a file of your own with mode 0600");
  if ((state.st_mode & 077) != 0)
    return fail(ErrorCode::denied, fmt::format("others may read the credentials (mode {:04o})", state.st_mode & 07777),
                path.string(), "chmod 600 it, and change the password if others may have read it");
  return files.read(path, max_bytes);
}

}  // namespace runseal::base
