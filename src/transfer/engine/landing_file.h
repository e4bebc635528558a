// A file of the hidden tree while its bytes arrive, in order. One thread.
//
// Large files pass by the page cache (O_DIRECT, where the file system has it) in whole blocks: the machine need not
// copy and keep what nobody reads again soon, and the disk works while the run arrives instead of when it is to be
// durable. One block of a file is written at a time, so that after a crash what stands is the file's beginning and has
// no holes.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/fd.h"
#include "transfer/engine/block_writer.h"
#include "transfer/engine/folders.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

class LandingFile {
 public:
  // `entry` and `writer` outlive it. Errors: as open(2); what stands there but is no regular file is refused.
  [[nodiscard]] static Result<LandingFile> open(const Place& place, const Entry& entry, bool direct,
                                                BlockWriter& writer);
  LandingFile(LandingFile&& other) noexcept = default;
  LandingFile& operator=(LandingFile&&) = delete;
  ~LandingFile();  // keeps what has arrived, for the next session

  [[nodiscard]] std::uint64_t size() const { return size_; }  // how far it has arrived
  // What stood there when it was opened, from `at` on; a short count is the end.
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into, std::uint64_t at) const;
  // At the end. An error may be one of an earlier block. Errors: limit (disk full), io.
  [[nodiscard]] Result<> write(ByteView bytes);
  [[nodiscard]] Result<> finish();      // all of it is with the system
  [[nodiscard]] Result<> throw_away();  // back to nothing
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  LandingFile(base::Fd fd, const Entry& entry, BlockWriter& writer)
      : fd_(std::move(fd)), path_(&entry.path), writer_(&writer) {}
  [[nodiscard]] Result<> start();  // the block that was filled
  [[nodiscard]] Result<> landed();
  [[nodiscard]] Result<> outcome(int error) const;

  base::Fd fd_;
  const base::CompactText* path_;
  BlockWriter* writer_;
  std::uint64_t size_ = 0;
  std::unique_ptr<Block> filling_;  // only while the file passes by the cache
  std::unique_ptr<Block> flying_;
};

}  // namespace runseal::transfer
