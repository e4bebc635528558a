#include "transfer/engine/block_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <system_error>

#include "base/sha256_kernel.h"

namespace runseal::transfer {

bool set_direct(int fd, bool on) {
  const int flags = ::fcntl(fd, F_GETFL);
  return flags >= 0 && ::fcntl(fd, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

int write_all(int fd, std::uint64_t at, ByteView bytes) {
  while (!bytes.empty()) {
    const auto put = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (put < 0 && errno == EINTR) continue;
    // another alignment than ours, or none at all
    if (put < 0 && errno == EINVAL && (::fcntl(fd, F_GETFL) & O_DIRECT) != 0 && set_direct(fd, false)) continue;
    if (put < 0) return errno;
    at += static_cast<std::uint64_t>(put);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return 0;
}

void Block::Free::operator()(std::uint8_t* memory) const { std::free(memory); }

Block::Block() : memory_(static_cast<std::uint8_t*>(std::aligned_alloc(page, size))) {
  if (!memory_) throw std::bad_alloc();
}

void Block::add(ByteView bytes) {
  std::memcpy(memory_.get() + filled, bytes.data(), bytes.size());
  filled += bytes.size();
}

BlockWriter::~BlockWriter() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  started_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool BlockWriter::has_room() const { return out_ + blocks_of_a_file <= most_blocks; }

std::unique_ptr<Block> BlockWriter::take() {
  ++out_;
  if (free_.empty()) return std::make_unique<Block>();
  auto block = std::move(free_.back());
  free_.pop_back();
  return block;
}

void BlockWriter::give_back(std::unique_ptr<Block> block) {
  --out_;
  block->filled = 0;
  free_.push_back(std::move(block));
}

void BlockWriter::start(Block& block) {
  if (!has_worker()) {
    block.error_ = write_all(block.fd, block.at, block.bytes());
    return;
  }
  block.flying_ = true;
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&block);
  }
  started_.notify_one();
}

// A thread more, as long as they are few; where the system has none left the ones there are must do.
bool BlockWriter::has_worker() {
  constexpr std::size_t at_once = base::max_sha256_lanes;  // as many large files as a sender has under way
  if (threads_.size() < at_once) try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      return !threads_.empty();
    }
  return true;
}

int BlockWriter::landed(Block& block) {
  std::unique_lock lock(mutex_);
  landed_.wait(lock, [&] { return !block.flying_; });
  return block.error_;
}

void BlockWriter::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    started_.wait(lock, [&] { return closing_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto& block = *queue_.front();
    queue_.pop_front();
    lock.unlock();
    const int error = write_all(block.fd, block.at, block.bytes());
    lock.lock();
    block.error_ = error;
    block.flying_ = false;
    landed_.notify_all();
  }
}

}  // namespace runseal::transfer
