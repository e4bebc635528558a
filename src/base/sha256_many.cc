#include "base/sha256_many.h"

#include <algorithm>
#include <atomic>
#include <cassert>

namespace runseal::base {
namespace {

std::atomic<const Sha256Kernel*> chosen = nullptr;

const Sha256Kernel& current() {
  const auto* kernel = chosen.load(std::memory_order_relaxed);
  return kernel != nullptr ? *kernel : sha256_kernels().front();
}

}  // namespace

// A part on its way through a lane: first the block that completes what the stream had left over, then the part's own
// whole blocks; what remains is left over for next time.
class Sha256Job {
 public:
  // False when the part fills no block: it is then done.
  bool begin(const Sha256Part& part) {
    stream_ = part.stream;
    rest_ = part.bytes;
    const auto left_over = stream_->length_ % sha256_block;
    stream_->length_ += rest_.size();
    if (left_over == 0) return take_whole_blocks();
    const auto filled = keep(rest_.first(std::min(rest_.size(), sha256_block - left_over)), left_over);
    if (filled < sha256_block) return false;
    input_ = stream_->partial_.data();
    blocks_ = 1;
    return true;
  }

  [[nodiscard]] Sha256Lane lane() const { return {&stream_->state_, input_}; }
  [[nodiscard]] std::size_t blocks() const { return blocks_; }  // in one piece from here

  // False when that was the last of it.
  bool advance(std::size_t blocks) {
    input_ += blocks * sha256_block;
    blocks_ -= blocks;
    return blocks_ > 0 || take_whole_blocks();
  }

 private:
  bool take_whole_blocks() {
    input_ = rest_.data();
    blocks_ = rest_.size() / sha256_block;
    rest_ = rest_.subspan(blocks_ * sha256_block);
    if (blocks_ == 0) keep(rest_, 0);
    return blocks_ > 0;
  }

  std::size_t keep(ByteView bytes, std::size_t at) {
    std::ranges::copy(bytes, stream_->partial_.begin() + static_cast<std::ptrdiff_t>(at));
    rest_ = rest_.subspan(bytes.size());
    return at + bytes.size();
  }

  Sha256Stream* stream_ = nullptr;
  ByteView rest_;
  const std::uint8_t* input_ = nullptr;
  std::size_t blocks_ = 0;
};

void sha256_add(std::span<const Sha256Part> parts) {
  const auto& kernel = current();
  std::array<Sha256Job, max_sha256_lanes> jobs;
  std::array<Sha256Lane, max_sha256_lanes> lanes;
  std::size_t busy = 0;
  for (auto next = parts.begin();;) {
    while (busy < kernel.lanes && next != parts.end())
      if (jobs[busy].begin(*next++)) ++busy;
    if (busy == 0) return;
    auto blocks = jobs[0].blocks();
    for (std::size_t i = 0; i < busy; ++i) {
      lanes[i] = jobs[i].lane();
      blocks = std::min(blocks, jobs[i].blocks());
    }
    kernel.compress(std::span(lanes).first(busy), blocks);
    for (auto i = busy; i-- > 0;)
      if (!jobs[i].advance(blocks)) jobs[i] = jobs[--busy];
  }
}

// FIPS 180-4 section 5.1.1: a one bit, zeros, and the length in bits, so that whole blocks are full.
void sha256_finish(std::span<Sha256Stream* const> streams, std::span<Digest> digests) {
  assert(streams.size() == digests.size());
  constexpr std::size_t at_once = 16;
  std::array<std::array<std::uint8_t, 2 * sha256_block>, at_once> paddings;
  std::array<Sha256Part, at_once> parts;
  while (!streams.empty()) {
    const auto count = std::min(streams.size(), at_once);
    for (std::size_t i = 0; i < count; ++i) {
      auto& padding = paddings[i];
      const auto length = sha256_block - (streams[i]->length() + 8) % sha256_block + 8;
      padding.fill(0);
      padding[0] = 0x80;
      for (std::size_t k = 0; k < 8; ++k)
        padding[length - 1 - k] = static_cast<std::uint8_t>((streams[i]->length() * 8) >> (8 * k));
      parts[i] = {streams[i], ByteView(padding).first(length)};
    }
    sha256_add(std::span(parts).first(count));
    for (std::size_t i = 0; i < count; ++i) digests[i] = streams[i]->state_as_digest();
    streams = streams.subspan(count);
    digests = digests.subspan(count);
  }
}

void Sha256Stream::reset() {
  state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  length_ = 0;
}

void Sha256Stream::add(ByteView bytes) {
  const Sha256Part part{this, bytes};
  sha256_add({&part, 1});
}

Digest Sha256Stream::state_as_digest() const {
  Digest digest;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

Digest Sha256Stream::finish() {
  Sha256Stream* const stream = this;
  Digest digest;
  sha256_finish({&stream, 1}, {&digest, 1});
  return digest;
}

const char* sha256_kernel() { return current().name; }

void use_sha256_kernel(const Sha256Kernel& kernel) { chosen = &kernel; }

}  // namespace runseal::base
