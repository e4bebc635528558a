// Hashes many files with all cores, several files interleaved on each (base/sha256_many.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>

#include "base/hash.h"
#include "base/result.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

struct HashTask {
  std::string_view path;                                            // below the folder; the caller keeps it
  std::uint64_t size = 0;                                           // expected: the largest are begun first
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // hash at most this many bytes from the start
};

struct Hashed {
  base::Digest sha256{};
  std::uint64_t bytes = 0;    // hashed: to the end that the file had then, or to the limit
  std::uint64_t size = 0;     // as the file says afterwards
  std::int64_t mtime_ns = 0;  // "
  std::uint64_t inode = 0;    // "
  std::int64_t ctime_ns = 0;  // "
  // While it was read, its size, mtime or ctime moved (being replaced or removed moves the ctime), or there was more or
  // less in it than its size says: the hash may be of a state that the file never had.
  bool changed = false;
};

struct HashOptions {
  unsigned threads = 0;  // 0: as many as keep the cores busy, and a disk or server too; each takes half a mebibyte
  const std::atomic<bool>* stop = nullptr;         // then: cancelled, after at most a mebibyte
  std::atomic<std::uint64_t>* progress = nullptr;  // bytes read so far, added to
};

// `done` is called once for each task, from any of the threads, one call at a time; it must not throw. A file that
// cannot be read is an error of that file only: those of open_beneath(), invalid (not a regular file: a pipe is not
// waited for), io. `folder` is an open directory; nothing is followed out of it. Errors: cancelled.
using OnHashed = std::function<void(std::size_t task, Result<Hashed> hashed)>;
[[nodiscard]] Result<> hash_files(int folder, std::span<const HashTask> tasks, const HashOptions& options,
                                  const OnHashed& done);

// The same for entries, each to the size that it has; some ten thousand at once, so that many take no more memory.
using OnEntryHashed = std::function<void(const Entry& entry, const Result<Hashed>& hashed)>;
[[nodiscard]] Result<> hash_entries(int folder, std::span<const Entry* const> entries, const HashOptions& options,
                                    const OnEntryHashed& done);

}  // namespace runseal::transfer
