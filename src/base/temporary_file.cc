#include "base/temporary_file.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdlib>

namespace runseal::base {

Error temporary_file_trouble(const char* doing, const Path& folder) {
  auto error = system_error(doing, folder, errno);
  if (errno == ENOSPC || errno == EDQUOT) error.code = ErrorCode::limit;
  error.next = "make room there, or name another folder for temporary files: TMPDIR";
  return error;
}

Path temporary_folder() {
  std::error_code error;
  auto folder = std::filesystem::temp_directory_path(error);
  return error ? Path("/tmp") : folder;
}

Result<Fd> nameless_file(const Path& folder) {
  Fd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600));
  if (fd) return fd;
  auto name = (folder / "runseal-XXXXXX").string();  // a file system that has no nameless files
  fd.reset(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd) return fail(temporary_file_trouble("cannot make a temporary file", folder));
  (void)::unlink(name.c_str());
  return fd;
}

Result<> nothing_lost(const Fd& file, std::atomic<bool>& lost) {
  int status = 0;
  do status = ::sync_file_range(file.get(), 0, 0, SYNC_FILE_RANGE_WAIT_BEFORE);
  while (status != 0 && errno == EINTR);
  if (status == 0 && !lost) return {};
  lost = true;
  errno = EIO;  // whatever the disk said: not to be taken for a folder without room
  return fail(temporary_file_trouble("a temporary file was not kept", temporary_folder()));
}

}  // namespace runseal::base
