// The seam to the disk. Everything that runseal must not lose goes through here, so that a test can run the same code
// on a disk that fails, lies or loses power (tests/support/faulty_files.h).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::base {

using Path = std::filesystem::path;
using NextPiece = std::function<Result<ByteView>()>;  // an empty piece is the end
using TakePiece = std::function<Result<>(ByteView piece)>;

// Every call blocks. Safe to use from several threads at once (on different files).
class Files {
 public:
  virtual ~Files() = default;

  // At most max_bytes, else limit. Errors: not_found, denied, io.
  virtual Result<Bytes> read(const Path& path, std::size_t max_bytes) = 0;
  // Makes a file that was not there, writes all, fsyncs it. Errors: exists, denied, io (the file may be left: partial).
  virtual Result<> create(const Path& path, ByteView content, unsigned mode) = 0;
  // Replaces `to` atomically. Not durable before sync_directory() of its folder.
  virtual Result<> rename(const Path& from, const Path& to) = 0;
  virtual Result<> sync_directory(const Path& path) = 0;
  virtual Result<> remove(const Path& path) = 0;  // no error when it is not there
  // Makes the folder and its parents; each new one durable in its parent.
  virtual Result<> make_directories(const Path& path, unsigned mode) = 0;
  virtual Result<std::vector<std::string>> list(const Path& path) = 0;  // names, sorted; not_found, io
  virtual Result<bool> exists(const Path& path) = 0;

  // Whether a new content may take this name: nothing is there, or a regular file. Errors: invalid (a folder, a device,
  // a pipe, a link: /dev/stdout would be gone for every other program). Here for disks that hold files alone.
  virtual Result<> may_replace(const Path& path);

  // As read() and create(), for what is too large to be held whole. Here for disks that need not care.
  virtual Result<> read_pieces(const Path& path, std::size_t max_bytes, const TakePiece& take);
  virtual Result<> create_from(const Path& path, const NextPiece& next, unsigned mode);
};

[[nodiscard]] Files& real_files();

// Durable and atomic: under `path` there is afterwards either the whole content, on the disk, or what was there before.
// (temporary name in the same folder, fsync, rename, fsync of the folder)
Result<> write_durably(Files& files, const Path& path, ByteView content, unsigned mode = 0600);
Result<> write_pieces_durably(Files& files, const Path& path, const NextPiece& next, unsigned mode = 0600);

// The last system error as an Error: what was being done, to which path.
[[nodiscard]] Error system_error(const std::string& doing, const Path& path, int error_number);

}  // namespace runseal::base
