#include "transfer/seal/hash_reading.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/confined.h"
#include "base/files.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

constexpr std::uint64_t worth_a_hint = 256U << 10U;  // bytes: less than that is read ahead in one go anyway

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

bool same(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_size == b.st_size && nanoseconds(a.st_mtim) == nanoseconds(b.st_mtim) &&
         nanoseconds(a.st_ctim) == nanoseconds(b.st_ctim);
}

}  // namespace

Result<Reading> Reading::open(int folder, const HashTask& task) {
  RUNSEAL_TRY(auto fd, base::open_beneath(folder, task.path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  Reading reading(std::move(fd), task);
  RUNSEAL_TRY(reading.before_, reading.status());
  if (!S_ISREG(reading.before_.st_mode))
    return fail(ErrorCode::invalid, "not a regular file", base::printable(task.path, 200));
  const auto size = static_cast<std::uint64_t>(reading.before_.st_size);
  if (size > worth_a_hint) ::posix_fadvise(reading.fd_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  return reading;
}

// A read that gives less than was asked for, just up to where the file ended when it was opened, is the end: that
// spares the read that gives nothing. Should there be more after all, close() sees it in the size.
Result<std::size_t> Reading::read(std::span<std::uint8_t> room) {
  const auto wanted = std::min<std::uint64_t>(room.size(), task_->limit - offset_);
  std::size_t filled = 0;
  while (filled < wanted && !at_end_) {
    const auto got = ::pread(fd_.get(), room.data() + filled, wanted - filled, static_cast<off_t>(offset_));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(base::system_error("cannot read", base::printable(task_->path, 200), errno));
    filled += static_cast<std::size_t>(got);
    offset_ += static_cast<std::uint64_t>(got);
    at_end_ = got == 0 || (filled < wanted && offset_ == static_cast<std::uint64_t>(before_.st_size));
  }
  at_end_ = at_end_ || offset_ == task_->limit;
  return filled;
}

Result<Hashed> Reading::close() {
  RUNSEAL_TRY(const auto after, status());
  fd_.reset();
  Hashed hashed;
  hashed.bytes = offset_;
  hashed.size = static_cast<std::uint64_t>(after.st_size);
  hashed.mtime_ns = nanoseconds(after.st_mtim);
  hashed.ctime_ns = nanoseconds(after.st_ctim);
  hashed.inode = after.st_ino;
  hashed.changed = !same(before_, after) || after.st_nlink == 0 || hashed.bytes != std::min(hashed.size, task_->limit);
  return hashed;
}

Result<struct stat> Reading::status() const {
  struct stat status{};
  if (::fstat(fd_.get(), &status) != 0)
    return fail(base::system_error("cannot look at", base::printable(task_->path, 200), errno));
  return status;
}

}  // namespace runseal::transfer
