#include "transfer/engine/landing_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/files.h"
#include "transfer/engine/landing_place.h"

namespace runseal::transfer {
Result<LandingFile> LandingFile::open(const Place& place, const Entry& entry, bool direct, BlockWriter& writer) {
  const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
  base::Fd fd(::openat(place.folder, place.name.c_str(), flags, entry.executable ? 0755 : 0644));
  struct stat state{};
  if (!fd || ::fstat(fd.get(), &state) != 0) return fail(disk_trouble("cannot create", entry.path, errno));
  if (!S_ISREG(state.st_mode)) return fail(disk_trouble("cannot create", entry.path, EEXIST));
  LandingFile file(std::move(fd), entry, writer);
  file.size_ = static_cast<std::uint64_t>(state.st_size);
  // what is there is read again: from the disk, because the system's memory also keeps what the disk has lost
  if (file.size_ > 0) (void)::posix_fadvise(file.fd(), 0, 0, POSIX_FADV_DONTNEED);
  const bool large = entry.size >= Block::size;
  if (direct && large && file.size_ == 0 && writer.has_room() && set_direct(file.fd(), true))
    file.filling_ = writer.take();
  return file;
}

LandingFile::~LandingFile() {
  if (fd_) (void)finish();
}

Result<std::size_t> LandingFile::read(std::span<std::uint8_t> into, std::uint64_t at) const {
  for (;;) {
    const auto got = ::pread(fd(), into.data(), into.size(), static_cast<off_t>(at));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail(disk_trouble("cannot read back", *path_, errno));
  }
}

Result<> LandingFile::outcome(int error) const {
  if (error == 0) return {};
  return fail(disk_trouble("cannot write", *path_, error));
}

Result<> LandingFile::write(ByteView bytes) {
  const auto at = std::exchange(size_, size_ + bytes.size());
  if (!filling_) return outcome(write_all(fd(), at, bytes));
  while (!bytes.empty()) {
    const auto some = bytes.first(std::min(bytes.size(), filling_->room()));
    filling_->add(some);
    bytes = bytes.subspan(some.size());
    if (filling_->room() == 0) RUNSEAL_CHECK(start());
  }
  return {};
}

Result<> LandingFile::start() {
  const auto at = flying_ ? flying_->at + Block::size : 0;
  RUNSEAL_CHECK(landed());
  auto next = flying_ ? std::move(flying_) : writer_->take();
  next->filled = 0;
  flying_ = std::exchange(filling_, std::move(next));
  flying_->fd = fd();
  flying_->at = at;
  writer_->start(*flying_);
  return {};
}

Result<> LandingFile::landed() { return outcome(flying_ ? writer_->landed(*flying_) : 0); }

// What is left is less than a block; whole pages of it still pass by the cache.
Result<> LandingFile::finish() {
  if (!filling_) return {};
  auto written = landed();
  const auto rest = filling_->bytes();
  const auto pages = rest.size() / Block::page * Block::page;
  const auto at = size_ - rest.size();
  if (written) written = outcome(write_all(fd(), at, rest.first(pages)));
  set_direct(fd(), false);
  if (written) written = outcome(write_all(fd(), at + pages, rest.subspan(pages)));
  writer_->give_back(std::move(filling_));
  if (flying_) writer_->give_back(std::move(flying_));
  return written;
}

Result<> LandingFile::throw_away() {
  (void)landed();
  if (flying_) writer_->give_back(std::move(flying_));
  if (filling_) filling_->filled = 0;
  size_ = 0;
  if (::ftruncate(fd(), 0) != 0) return fail(disk_trouble("cannot cut", *path_, errno));
  return {};
}

}  // namespace runseal::transfer
