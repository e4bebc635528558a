// The archive that a backup is: a tar of plain files, the last of which is the list of their SHA-256.
#pragma once

#include <functional>
#include <string>

#include "base/fd.h"
#include "base/files.h"
#include "base/hash.h"

namespace runseal::service {

inline constexpr const char* backup_format = "runseal backup 1";
inline constexpr const char* about_name = "backup.json";  // the first file
inline constexpr const char* sums_name = "SHA256SUMS";    // the last, as sha256sum writes it

class SumLines {
 public:
  void add(const std::string& name, const base::Digest& digest);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Somebody who takes a file's content; may be empty.
using TakeFile = std::function<Result<base::TakePiece>(const std::string& name, std::uint64_t size)>;

// Reads all of it and holds every file against the list; how many there are, without the list itself. `take`: asked for
// each file before its content; nothing of it may be used before this has returned.
// Errors: invalid (no backup), corrupt (a file is not as listed, or not listed, or missing), io, and those of `take`.
Result<std::uint64_t> read_archive(const base::Path& file, const TakeFile& take);

// At most the block's size; empty: the end.
Result<ByteView> read_piece(const base::Fd& file, Bytes& block, const base::Path& path);

}  // namespace runseal::service
