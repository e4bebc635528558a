// Hashes a run as it is to be sealed: a file that moves meanwhile is named, never sealed. docs/formats/seal.md, "How a
// run is sealed".
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "transfer/seal/hash_files.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

struct TakeOptions {
  HashOptions hash;
  Classify classify;
  // A digest that need not be computed again: the caller knows a file by the size, times and inode of this entry.
  std::function<std::optional<base::Digest>(const Entry&)> reuse;
  std::atomic<std::uint64_t>* files_done = nullptr;
  std::function<void(std::uint64_t files, std::uint64_t bytes)> on_scanned;  // before the reading begins
};

struct Taken {
  Entries entries;  // hashed, with the inode and ctime of the time of hashing
  std::uint64_t reused = 0;
};

// Errors: conflict (files that moved while they were read, by name), invalid (devices, pipes or sockets, by name),
// denied or io (files that cannot be read, by name), limit, cancelled.
[[nodiscard]] Result<Taken> take_run(int folder, const TakeOptions& options);

}  // namespace runseal::transfer
