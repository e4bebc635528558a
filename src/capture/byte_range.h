// Where in a file lay what crossed the network. Plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace runseal::capture {

struct FilePart {
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> offset = std::nullopt;  // nothing: not seen, or its protocol does not tell
};

// From the lowest byte to the highest; between them may be some that did not cross.
class ByteRange {
 public:
  ByteRange() = default;
  ByteRange(std::uint64_t first, std::uint64_t last) { stretch(first, last); }

  void add(const FilePart& part) {
    if (!part.offset)
      hidden_ = true;
    else if (part.bytes > 0)
      stretch(*part.offset, *part.offset + std::min(part.bytes - 1, ~std::uint64_t{0} - *part.offset));
  }
  // That of `bytes` more.
  void add(const ByteRange& more, std::uint64_t bytes) {
    hidden_ = hidden_ || more.hidden_ || (bytes > 0 && more.empty_);
    if (!more.empty_) stretch(more.first_, more.last_);
  }
  // False: no byte crossed, or of some it is not known where they lay.
  [[nodiscard]] bool known() const { return !empty_ && !hidden_; }
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] std::uint64_t last() const { return last_; }

 private:
  void stretch(std::uint64_t first, std::uint64_t last) {
    first_ = empty_ ? first : std::min(first_, first);
    last_ = empty_ ? last : std::max(last_, last);
    empty_ = false;
  }

  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  bool empty_ = true;
  bool hidden_ = false;
};

}  // namespace runseal::capture
