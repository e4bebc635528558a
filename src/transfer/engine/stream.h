// One data connection of a sender: reads several files at once, hashes them in lanes, sends their pieces in groups.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <vector>

#include "transfer/engine/channel.h"
#include "transfer/engine/folders.h"
#include "transfer/engine/outbox.h"

#include "base/sha256_many.h"

namespace runseal::transfer {

// Shared by all streams: so many bytes a second together.
class Throttle {
 public:
  explicit Throttle(std::uint64_t bytes_a_second) : rate_(bytes_a_second) {}
  void wait_for(std::size_t bytes);
  [[nodiscard]] std::size_t group() const;  // so many bytes at once that no pause is long

 private:
  std::uint64_t rate_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_{};
};

class Stream {
 public:
  // channel: nullptr when the receiver has everything and only the hashes are needed
  Stream(int folder, Outbox& outbox, Channel* channel, Throttle& throttle, Progress& progress);

  // Until the attempt ends. Errors: of the connection, or of a file that cannot be read.
  [[nodiscard]] Result<> run();

 private:
  struct Slot {
    Outgoing* file = nullptr;
    std::uint32_t index = 0;
    base::Fd fd;
    base::Sha256Stream hash;
    std::uint64_t at = 0;
    Piece piece;           // of this round
    std::size_t read = 0;  // bytes of this round
    bool sends = false;    // this round's bytes go over the wire
    bool ends = false;     // with this round the file is read
  };

  [[nodiscard]] Result<> fill();
  [[nodiscard]] Result<Slot> open(Outgoing& file, std::uint32_t index);
  [[nodiscard]] Result<bool> round();  // false: a source changed
  [[nodiscard]] Result<bool> read(Slot& slot, std::size_t share);
  [[nodiscard]] Result<bool> unchanged(const Slot& slot);
  [[nodiscard]] Result<> finish(Slot& slot, const base::Digest& digest);
  [[nodiscard]] Result<> send();
  [[nodiscard]] Result<> stay_alive();

  Outbox& outbox_;
  Channel* channel_;
  Throttle& throttle_;
  Progress& progress_;
  Folders folders_;
  std::vector<Slot> slots_;
  Bytes payload_;
  std::size_t used_ = 0;  // of the payload: bytes to send, then bytes only to hash
  Bytes scratch_;
  std::chrono::steady_clock::time_point said_{};
};

}  // namespace runseal::transfer
