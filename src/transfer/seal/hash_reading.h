// One file while it is read from its start to its end, or to a limit: for hash_worker.cc.
#pragma once

#include <sys/stat.h>

#include <span>

#include "base/fd.h"
#include "transfer/seal/hash_files.h"

namespace runseal::transfer {

class Reading {
 public:
  // Never waits for a pipe's other end. Errors: of open_beneath, invalid (not a regular file), io.
  [[nodiscard]] static Result<Reading> open(int folder, const HashTask& task);

  // The next bytes, as many as fit `room` unless the end comes first. Errors: io.
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> room);
  [[nodiscard]] bool at_end() const { return at_end_; }

  // At the end, once: what the file says now, and whether that is what it said before. The hash is not in it yet.
  // Closes the file. Errors: io.
  [[nodiscard]] Result<Hashed> close();

 private:
  Reading(base::Fd fd, const HashTask& task) : fd_(std::move(fd)), task_(&task) {}
  [[nodiscard]] Result<struct stat> status() const;

  base::Fd fd_;
  const HashTask* task_;
  struct stat before_{};
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
};

}  // namespace runseal::transfer
