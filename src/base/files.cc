#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/fd.h"
#include "base/random.h"

namespace runseal::base {
namespace {

class RealFiles final : public Files {
 public:
  Result<Bytes> read(const Path& path, std::size_t max_bytes) override {
    Bytes content;
    RUNSEAL_CHECK(read_pieces(path, max_bytes, [&](ByteView piece) -> Result<> {
      content.insert(content.end(), piece.begin(), piece.end());
      return {};
    }));
    return content;
  }

  Result<> read_pieces(const Path& path, std::size_t max_bytes, const TakePiece& take) override {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return fail(system_error("cannot open", path, errno));
    Bytes block(64U << 10U);
    for (std::size_t all = 0;;) {
      const auto got = ::read(fd.get(), block.data(), block.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(system_error("cannot read", path, errno));
      if (got == 0) return {};
      all += static_cast<std::size_t>(got);
      if (all > max_bytes) return fail(ErrorCode::limit, fmt::format("larger than {} bytes", max_bytes), path.string());
      RUNSEAL_CHECK(take(ByteView(block).first(static_cast<std::size_t>(got))));
    }
  }

  Result<> create(const Path& path, ByteView content, unsigned mode) override {
    return create_from(path, [&] { return Result<ByteView>(std::exchange(content, {})); }, mode);
  }

  Result<> create_from(const Path& path, const NextPiece& next, unsigned mode) override {
    const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode)));
    if (!fd) return fail(system_error("cannot create", path, errno));
    for (;;) {
      RUNSEAL_TRY(auto piece, next());
      if (piece.empty()) break;
      while (!piece.empty()) {
        const auto put = ::write(fd.get(), piece.data(), piece.size());
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return fail(system_error("cannot write", path, errno));
        piece = piece.subspan(static_cast<std::size_t>(put));
      }
    }
    if (::fsync(fd.get()) != 0) return fail(system_error("cannot make durable", path, errno));
    return {};
  }

  Result<> rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return fail(system_error("cannot rename to", to, errno));
    return {};
  }

  Result<> sync_directory(const Path& path) override {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return fail(system_error("cannot open folder", path, errno));
    if (::fsync(fd.get()) != 0) return fail(system_error("cannot make folder durable", path, errno));
    return {};
  }

  Result<> remove(const Path& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(system_error("cannot remove", path, errno));
    return {};
  }

  Result<> make_directories(const Path& path, unsigned mode) override {
    if (path.empty() || ::access(path.c_str(), F_OK) == 0) return {};
    const auto parent = path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
    RUNSEAL_CHECK(make_directories(parent, mode));
    const bool made = ::mkdir(path.c_str(), static_cast<mode_t>(mode)) == 0;
    if (!made && errno != EEXIST) return fail(system_error("cannot make folder", path, errno));
    auto durable = sync_directory(parent.empty() ? Path(".") : parent);
    if (made && !durable) (void)::rmdir(path.c_str());  // the next call would find it, and take it for durable
    return durable;
  }

  Result<std::vector<std::string>> list(const Path& path) override {
    std::error_code error;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
      names.push_back(at->path().filename().string());
    if (error) return fail(system_error("cannot list folder", path, error.value()));
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<bool> exists(const Path& path) override {
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return fail(system_error("cannot look at", path, errno));
  }

  Result<> may_replace(const Path& path) override {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return {};
    const auto* what = S_ISDIR(status.st_mode) ? "a folder" : S_ISLNK(status.st_mode) ? "a link" : "no regular file";
    return fail(ErrorCode::invalid, fmt::format("cannot write a file here: what is there is {}", what), path.string(),
                "name a file that is not there yet, or a regular file to replace");
  }
};

}  // namespace

Files& real_files() {
  static RealFiles files;
  return files;
}

Result<> Files::may_replace(const Path&) { return {}; }

Result<> Files::read_pieces(const Path& path, std::size_t max_bytes, const TakePiece& take) {
  RUNSEAL_TRY(const auto content, read(path, max_bytes));
  return take(content);
}

Result<> Files::create_from(const Path& path, const NextPiece& next, unsigned mode) {
  Bytes content;
  for (;;) {
    RUNSEAL_TRY(const auto piece, next());
    if (piece.empty()) return create(path, content, mode);
    content.insert(content.end(), piece.begin(), piece.end());
  }
}

Result<> write_pieces_durably(Files& files, const Path& path, const NextPiece& next, unsigned mode) {
  RUNSEAL_CHECK(files.may_replace(path));
  const auto folder = path.has_parent_path() ? path.parent_path() : Path(".");
  const auto temporary = folder / fmt::format(".{}.{}", path.filename().string(), random_id());
  auto written = files.create_from(temporary, next, mode);
  if (written) written = files.rename(temporary, path);
  if (!written) {
    (void)files.remove(temporary);
    return written;
  }
  return files.sync_directory(folder);
}

Result<> write_durably(Files& files, const Path& path, ByteView content, unsigned mode) {
  return write_pieces_durably(files, path, [&] { return Result<ByteView>(std::exchange(content, {})); }, mode);
}

Error system_error(const std::string& doing, const Path& path, int error_number) {
  const auto code = error_number == ENOENT || error_number == ENOTDIR ? ErrorCode::not_found
                    : error_number == EEXIST                          ? ErrorCode::exists
                    : error_number == EACCES || error_number == EPERM ? ErrorCode::denied
                                                                      : ErrorCode::io;
  return {code, fmt::format("{}: {}", doing, std::strerror(error_number)), path.string(), {}};
}

}  // namespace runseal::base
