// The bytes of a capture file in order, read in large pieces into a buffer that does not grow with the file.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"

namespace runseal::capture {

// Puts bytes to the front of `into` and says how many; 0 is the end.
using Pull = std::function<Result<std::size_t>(std::span<std::uint8_t> into)>;

class ByteInput {
 public:
  static constexpr std::size_t most_at_once = 4U << 20U;

  explicit ByteInput(Pull pull, std::string name = {}) : pull_(std::move(pull)), name_(std::move(name)) {}
  static ByteInput over(Bytes bytes);

  // The next `count` bytes (at most most_at_once), fewer only at the end. They stay until the next peek().
  [[nodiscard]] Result<ByteView> peek(std::size_t count) {
    if (end_ - at_ < count) RUNSEAL_CHECK(fill(count));
    return ByteView(buffer_).subspan(at_, std::min(count, end_ - at_));
  }
  void take(std::size_t count) {  // of what was peeked
    at_ += count;
    offset_ += count;
  }
  [[nodiscard]] Result<bool> skip(std::uint64_t count);  // any number; false: the end came first
  // What is left of the buffer, and then the rest, as another reader wants it.
  [[nodiscard]] Result<std::size_t> pull(std::span<std::uint8_t> into);

  [[nodiscard]] std::uint64_t offset() const { return offset_; }  // of what comes next
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  Result<> fill(std::size_t count);

  Pull pull_;
  std::string name_;
  Bytes buffer_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
};

struct InputProgress {
  std::uint64_t read = 0;
  std::uint64_t whole = 0;  // 0: nobody knows
  bool cut = false;         // the compressed stream ends before its end
};

// A file or standard input ("-"), decompressed when it is gzip. `stop`, once set, ends what is no file and silent.
// Errors: not_found, denied, io.
[[nodiscard]] Result<ByteInput> open_input(const std::string& path, const std::shared_ptr<InputProgress>& progress,
                                           const std::atomic<bool>* stop = nullptr);
// What gzip members hold, one behind the other (RFC 1952).
[[nodiscard]] Pull gunzip(ByteInput compressed, std::shared_ptr<InputProgress> progress);

}  // namespace runseal::capture
