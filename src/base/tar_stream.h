// Tar archives (POSIX.1-2001 pax) of plain files, of any size, a piece at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"

namespace runseal::base {

class TarWriter {
 public:
  explicit TarWriter(TakePiece out) : out_(std::move(out)) {}

  // `content` gives exactly `size` bytes. Errors: invalid (not so many), and those of both functions.
  Result<> add(const std::string& name, std::uint64_t size, const NextPiece& content);
  Result<> add(const std::string& name, ByteView content);
  Result<> finish();

 private:
  Result<> header(const std::string& name, std::uint64_t size, char type);
  Result<> pad(std::uint64_t size);

  TakePiece out_;
};

// Reads what TarWriter and other programs write, plain files only. Trusts nothing: names are given as they stand.
class TarReader {
 public:
  // `in`: pieces of at least one byte; an empty one is the end.
  explicit TarReader(NextPiece in) : in_(std::move(in)) {}

  struct Entry {
    std::string name;
    std::uint64_t size = 0;
  };
  // The next file; what was left of the one before is passed over. Nothing: the end.
  // Errors: invalid (no tar; a link, a folder or a device; cut short), limit, and those of `in`.
  [[nodiscard]] Result<std::optional<Entry>> next();
  // Of the file's content; empty at its end.
  [[nodiscard]] Result<ByteView> piece();

 private:
  Result<ByteView> take(std::size_t most);
  Result<Bytes> block();
  Result<> pass_over(std::uint64_t bytes);
  Result<> extended(std::uint64_t size, Entry& entry, bool& sized);

  NextPiece in_;
  Bytes held_;  // given by `in` and not yet used
  std::size_t used_ = 0;
  std::uint64_t left_ = 0;     // of the content
  std::uint64_t padding_ = 0;  // after it
  bool ended_ = false;
};

}  // namespace runseal::base
