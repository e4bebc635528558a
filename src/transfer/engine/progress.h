// How far a transfer is: written by its threads, read by whoever shows it.
#pragma once

#include <atomic>
#include <cstdint>

namespace runseal::transfer {

struct Progress {
  std::atomic<std::uint64_t> bytes_total = 0;  // of the files known so far
  std::atomic<std::uint64_t> files_total = 0;
  std::atomic<std::uint64_t> bytes_done = 0;       // read and hashed, and sent where that was needed
  std::atomic<std::uint64_t> files_done = 0;       // confirmed by the other end
  std::atomic<std::uint64_t> bytes_sent = 0;       // over the wire, all attempts
  std::atomic<std::uint64_t> bytes_resent = 0;     // of them, a second time
  std::atomic<std::uint64_t> bytes_read_back = 0;  // read again from a sink that cannot hash by itself
  std::atomic<std::uint64_t> connects = 0;         // attempts
  std::atomic<std::uint64_t> wrong = 0;            // files that arrived with another hash and were asked for again
  std::atomic<std::uint64_t> changed = 0;          // times that a file changed at the source and was begun anew
};

}  // namespace runseal::transfer
