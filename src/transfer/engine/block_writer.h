// Writes blocks to files while the thread that fills them goes on. For large files, which pass by the page cache
// (O_DIRECT): there a write lasts as long as the disk takes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/bytes.h"

namespace runseal::transfer {

// Memory as O_DIRECT takes it, and where its bytes go.
class Block {
 public:
  static constexpr std::size_t page = 4096;
  static constexpr std::size_t size = 1U << 20U;

  Block();
  [[nodiscard]] std::size_t room() const { return size - filled; }
  void add(ByteView bytes);  // at most room()
  [[nodiscard]] ByteView bytes() const { return {memory_.get(), filled}; }

  std::size_t filled = 0;
  int fd = -1;
  std::uint64_t at = 0;  // in the file

 private:
  friend class BlockWriter;
  struct Free {
    void operator()(std::uint8_t* memory) const;
  };
  std::unique_ptr<std::uint8_t, Free> memory_;
  bool flying_ = false;
  int error_ = 0;
};

// Of one filling thread. What was started is written before it goes.
class BlockWriter {
 public:
  BlockWriter() = default;
  ~BlockWriter();
  BlockWriter(const BlockWriter&) = delete;
  BlockWriter& operator=(const BlockWriter&) = delete;

  // For one more file: a sender cannot make it hold more memory than a few files need.
  [[nodiscard]] bool has_room() const;
  [[nodiscard]] std::unique_ptr<Block> take();
  void give_back(std::unique_ptr<Block> block);  // not while it flies

  void start(Block& block);                // it must not be touched before it has landed
  [[nodiscard]] int landed(Block& block);  // waits; 0 or the errno

 private:
  static constexpr std::size_t blocks_of_a_file = 2;
  static constexpr std::size_t most_blocks = 12;

  bool has_worker();
  void work();

  std::mutex mutex_;
  std::condition_variable started_;
  std::condition_variable landed_;
  std::deque<Block*> queue_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
  std::vector<std::unique_ptr<Block>> free_;
  std::size_t out_ = 0;  // taken and not given back
};

// All of it, at `at`. Where O_DIRECT turns out to be impossible it is taken off. 0 or the errno.
[[nodiscard]] int write_all(int fd, std::uint64_t at, ByteView bytes);

// Whether O_DIRECT could be set or taken off.
bool set_direct(int fd, bool on);

}  // namespace runseal::transfer
