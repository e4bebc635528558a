#include "transfer/engine/source_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/files.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

std::unexpected<Error> unreadable(const Entry& entry, int reason) {
  auto error = base::system_error("cannot read", shown_path(entry.path), reason);
  if (error.code == ErrorCode::io) error.code = ErrorCode::corrupt;
  error.next = "the run was not sent; what has arrived stays hidden there and can be gone on with";
  return fail(std::move(error));
}

Entry as_it_is(const Entry& entry, const struct stat& state) {
  Entry now = entry;
  now.size = static_cast<std::uint64_t>(state.st_size);
  now.mtime_ns = nanoseconds(state.st_mtim);
  now.ctime_ns = nanoseconds(state.st_ctim);
  now.inode = state.st_ino;
  now.executable = (state.st_mode & S_IXUSR) != 0;
  return now;
}

}  // namespace

Result<SourceFile> SourceFile::open(Folders& folders, const Entry& entry) {
  RUNSEAL_TRY(const auto place, folders.at(entry.path));
  base::Fd fd(::openat(place.folder, place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd) return unreadable(entry, errno);
  struct stat state{};
  if (::fstat(fd.get(), &state) != 0) return unreadable(entry, errno);
  if (!S_ISREG(state.st_mode)) return unreadable(entry, EINVAL);
  return SourceFile(entry, std::move(fd));
}

Result<std::size_t> SourceFile::read(std::span<std::uint8_t> into) {
  std::size_t got = 0;
  while (got < into.size()) {
    const auto n = ::pread(fd_.get(), into.data() + got, into.size() - got, static_cast<off_t>(at_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(*entry_, errno);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
    at_ += static_cast<std::uint64_t>(n);
  }
  return got;
}

Result<std::optional<Entry>> SourceFile::changed(Folders& folders) const {
  struct stat state{};
  struct stat named{};
  if (::fstat(fd_.get(), &state) != 0) return unreadable(*entry_, errno);
  RUNSEAL_TRY(const auto place, folders.at(entry_->path));
  if (::fstatat(place.folder, place.name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0) return unreadable(*entry_, errno);
  if (!S_ISREG(named.st_mode)) return unreadable(*entry_, EINVAL);
  const auto now = as_it_is(*entry_, named);
  if (named.st_ino == state.st_ino && now.size == entry_->size && now.mtime_ns == entry_->mtime_ns &&
      now.ctime_ns == entry_->ctime_ns && now.inode == entry_->inode)
    return std::optional<Entry>{};
  return std::optional<Entry>(now);
}

}  // namespace runseal::transfer
