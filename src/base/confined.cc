#include "base/confined.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/text.h"

namespace runseal::base {
namespace {

constexpr std::size_t max_path = 4095;
constexpr std::size_t max_part = 255;
constexpr std::size_t max_parts = 64;

Result<> refused(std::string_view path, const char* why) {
  return fail(ErrorCode::invalid, std::string("a path that may not be used: ") + why, printable(path, 120));
}

// With O_DIRECTORY the kernel says "not a folder" of a link, where it says ELOOP otherwise.
bool is_link(int folder, const char* name) {
  open_how how{};
  how.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const Fd fd(static_cast<int>(::syscall(SYS_openat2, folder, name, &how, sizeof how)));
  struct stat status{};
  return fd && ::fstat(fd.get(), &status) == 0 && S_ISLNK(status.st_mode);
}

}  // namespace

Result<> check_relative(std::string_view path) {
  if (path.empty()) return refused(path, "it is empty");
  if (path.size() > max_path) return refused(path, "it is longer than 4095 bytes");
  if (path.find('\0') != std::string_view::npos) return refused(path, "it has a NUL byte");
  if (path.front() == '/') return refused(path, "it is absolute");
  std::size_t parts = 0;
  for (std::size_t from = 0; from <= path.size(); ++parts) {
    const auto to = std::min(path.find('/', from), path.size());
    const auto part = path.substr(from, to - from);
    if (part.empty()) return refused(path, "it has an empty part");
    if (part == "." || part == "..") return refused(path, "it has a part \".\" or \"..\"");
    if (part.size() > max_part) return refused(path, "it has a name over 255 bytes");
    from = to + 1;
  }
  if (parts > max_parts) return refused(path, "it is more than 64 folders deep");
  return {};
}

Result<Fd> open_folder(const Path& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail(system_error("cannot open the folder", path, errno));
  return fd;
}

Result<Fd> open_beneath(int folder, std::string_view path, int flags, unsigned mode) {
  RUNSEAL_CHECK(check_relative(path));
  const std::string name(path);
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NOFOLLOW);
  how.mode = (flags & O_CREAT) != 0 ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  for (int attempt = 0;; ++attempt) {
    const auto fd = ::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
    if (fd >= 0) return Fd(static_cast<int>(fd));
    const int error = errno;
    if (error == EAGAIN) {  // a rename raced with the resolution, or, with O_NONBLOCK, somebody gives up a lease on it
      if (attempt > 8) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    if (error == EINTR) continue;
    if (error == ELOOP || error == EXDEV || (error == ENOTDIR && is_link(folder, name.c_str())))
      return fail(ErrorCode::denied, "a link stands where a file or folder should be", printable(path, 200));
    return fail(system_error("cannot open", printable(path, 200), error));
  }
}

}  // namespace runseal::base
