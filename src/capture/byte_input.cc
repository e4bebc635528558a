#include "capture/byte_input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/files.h"

namespace runseal::capture {
namespace {

constexpr std::size_t first_piece = 4U << 10U;  // many files may be opened before any is read
constexpr std::size_t piece = 256U << 10U;      // stays in the second-level cache while it is looked at

constexpr int patience_ms = 100;

// False: it is to end before anything came.
bool something_comes(int fd, const std::atomic<bool>* stop) {
  if (stop == nullptr) return true;
  pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
  while (!*stop)
    if (::poll(&ready, 1, patience_ms) > 0) return true;
  return false;
}

Pull reading(const std::shared_ptr<base::Fd>& fd, const std::string& path,
             const std::shared_ptr<InputProgress>& progress, const std::atomic<bool>* stop) {
  return [=](std::span<std::uint8_t> into) -> Result<std::size_t> {
    for (;;) {
      if (!something_comes(fd->get(), stop)) return 0;
      const auto got = ::read(fd->get(), into.data(), into.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(base::system_error("reading", path, errno));
      progress->read += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  };
}

}  // namespace

ByteInput ByteInput::over(Bytes bytes) {
  return ByteInput([bytes = std::move(bytes), at = std::size_t{0}](std::span<std::uint8_t> into) mutable {
    const auto count = std::min(into.size(), bytes.size() - at);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
    at += count;
    return Result<std::size_t>(count);
  });
}

Result<> ByteInput::fill(std::size_t count) {
  if (count > most_at_once) return fail(ErrorCode::internal, "more was asked for than is read at once", name_);
  const auto size = std::max(count, buffer_.empty() ? first_piece : piece);
  if (buffer_.size() < size) buffer_.resize(size);
  std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
  end_ -= at_;
  at_ = 0;
  while (end_ < count) {
    RUNSEAL_TRY(const auto got, pull_(std::span(buffer_).subspan(end_)));
    if (got == 0) return {};
    end_ += got;
  }
  return {};
}

Result<bool> ByteInput::skip(std::uint64_t count) {
  while (count > 0) {
    RUNSEAL_TRY(const auto bytes, peek(static_cast<std::size_t>(std::min<std::uint64_t>(count, piece))));
    if (bytes.empty()) return false;
    take(bytes.size());
    count -= bytes.size();
  }
  return true;
}

Result<std::size_t> ByteInput::pull(std::span<std::uint8_t> into) {
  RUNSEAL_TRY(const auto front, peek(1));
  if (front.empty()) return 0;
  const auto count = std::min(into.size(), end_ - at_);
  std::memcpy(into.data(), buffer_.data() + at_, count);
  take(count);
  return count;
}

Result<ByteInput> open_input(const std::string& path, const std::shared_ptr<InputProgress>& progress,
                             const std::atomic<bool>* stop) {
  const bool standard = path == "-";
  auto fd = std::make_shared<base::Fd>(standard ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                                : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!*fd) return fail(base::system_error("opening", path, errno));
  struct stat info{};
  if (::fstat(fd->get(), &info) != 0) return fail(base::system_error("opening", path, errno));
  if (S_ISDIR(info.st_mode)) return fail(base::system_error("reading", path, EISDIR));
  if (S_ISREG(info.st_mode)) {
    progress->whole = static_cast<std::uint64_t>(info.st_size);
    (void)::posix_fadvise(fd->get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    stop = nullptr;
  }
  const auto name = standard ? std::string("standard input") : path;
  ByteInput plain(reading(fd, name, progress, stop), name);
  RUNSEAL_TRY(const auto magic, plain.peek(2));
  if (magic.size() < 2 || magic[0] != 0x1f || magic[1] != 0x8b) return plain;
  return ByteInput(gunzip(std::move(plain), progress), name);
}

}  // namespace runseal::capture
