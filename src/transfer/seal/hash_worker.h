// One thread of hash_files(): reads pieces of several files, hashes them interleaved, and again, until no task is left.
#pragma once

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/sha256_many.h"
#include "transfer/seal/hash_reading.h"

namespace runseal::transfer {

// What the threads have in common.
struct HashWork {
  int folder = -1;
  std::span<const HashTask> tasks;
  std::vector<std::size_t> order;  // indexes into tasks, as they are begun: the large ones first
  std::size_t large = 0;           // how many of them are large
  std::size_t large_at_once = 1;   // of which one thread has no more than this, so that each core gets its share
  const HashOptions* options = nullptr;
  const OnHashed* done = nullptr;

  std::atomic<std::size_t> next = 0;      // into order
  std::atomic<std::size_t> finished = 0;  // tasks that `done` was called for
  std::mutex calling;                     // of `done`

  [[nodiscard]] bool stopped() const { return options->stop != nullptr && *options->stop; }
};

class HashWorker {
 public:
  explicit HashWorker(HashWork& work);
  void run();  // until no task is left, or stopped

 private:
  struct File {
    std::size_t task;
    Reading reading;
    base::Sha256Stream stream;
    ByteView piece;                         // read and not hashed yet
    std::optional<Result<Hashed>> outcome;  // once it was read to its end, or failed
  };
  struct Free {
    void operator()(std::uint8_t* memory) const { std::free(memory); }
  };

  void read_pieces();
  [[nodiscard]] bool room_for_more() const;
  [[nodiscard]] bool begin_next();
  void read_piece(File& file);
  void hash_pieces();
  void hand_over_finished();
  void report(std::size_t task, Result<Hashed> hashed);

  HashWork& work_;
  std::unique_ptr<std::uint8_t, Free> memory_;
  std::size_t used_ = 0;     // of memory_
  std::vector<File> files_;  // never grows past its first capacity: pointers to its streams stay good
  std::vector<base::Sha256Part> parts_;
};

}  // namespace runseal::transfer
