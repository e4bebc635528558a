// Hashes many files with all cores, several files interleaved on each (base/sha256_many.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>

#include "base/hash.h"
#include "base/result.h"

namespace runseal::transfer {

struct HashTask {
  std::string path;                                                 // below the folder
  std::uint64_t size = 0;                                           // expected: the largest are begun first
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // hash at most this many bytes from the start
};

struct Hashed {
  base::Digest sha256{};
  std::uint64_t bytes = 0;    // hashed
  std::uint64_t size = 0;     // as the file says afterwards
  std::int64_t mtime_ns = 0;  // "
  std::uint64_t inode = 0;    // "
  std::int64_t ctime_ns = 0;  // "
  bool changed = false;       // size, mtime, ctime or inode moved while it was read
};

struct HashOptions {
  unsigned threads = 0;                            // 0: one a core
  const std::atomic<bool>* stop = nullptr;         // then: cancelled
  std::atomic<std::uint64_t>* progress = nullptr;  // bytes read so far, added to
};

// `done` is called once for each task, from any of the threads, one call at a time. A file that cannot be read is an
// error of that file only. Opened beneath `folder` without following links. Errors: cancelled.
using OnHashed = std::function<void(std::size_t task, Result<Hashed> hashed)>;
[[nodiscard]] Result<> hash_files(int folder, std::span<const HashTask> tasks, const HashOptions& options,
                                  const OnHashed& done);

}  // namespace runseal::transfer
