// A file of the run as it is read, and whether it stayed what it was meanwhile. One thread at a time.
#pragma once

#include <optional>
#include <span>

#include "transfer/engine/folders.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

class SourceFile {
 public:
  // Errors: not_found, denied, corrupt (it cannot be read: the source's disk, not the connection).
  [[nodiscard]] static Result<SourceFile> open(Folders& folders, const Entry& entry);

  // Fills all of `into` unless the file ends before.
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into);

  // Nothing when it still is what `entry` says: size, times, inode, under its name. Else what stands there now.
  [[nodiscard]] Result<std::optional<Entry>> changed(Folders& folders) const;

 private:
  SourceFile(const Entry& entry, base::Fd fd) : entry_(&entry), fd_(std::move(fd)) {}
  const Entry* entry_;
  base::Fd fd_;
  std::uint64_t at_ = 0;
};

}  // namespace runseal::transfer
