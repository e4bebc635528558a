// Cuts one side of a stream into lines, however the bytes came. A line over the bound is passed over whole; after a
// loss the next line is waited for.
#pragma once

#include <cstring>
#include <string_view>
#include <utility>

#include "base/bytes.h"

namespace runseal::capture {

class TextLines {
 public:
  explicit TextLines(std::size_t longest = 4096, bool whole = true) : longest_(longest), skipping_(!whole) {}

  // Calls each(line, without its end) -> bool; false: stop behind this line. How many bytes were used.
  template <class Each>
  std::size_t feed(ByteView bytes, Each&& each) {
    std::size_t used = 0;
    while (used < bytes.size()) {
      const auto* begin = bytes.data() + used;
      const auto* end = static_cast<const std::uint8_t*>(std::memchr(begin, '\n', bytes.size() - used));
      const auto length = static_cast<std::size_t>((end != nullptr ? end : bytes.data() + bytes.size()) - begin);
      const std::string_view piece(reinterpret_cast<const char*>(begin), length);
      used += length + (end != nullptr ? 1 : 0);
      if (!skipping_ && held_.size() + length > longest_) lose();
      if (end == nullptr) {
        if (!skipping_) held_ += piece;
        break;
      }
      if (std::exchange(skipping_, false)) continue;
      if (!hand_on(piece, each)) break;
    }
    return used;
  }
  void lose() {
    held_.clear();
    skipping_ = true;
  }
  // A line begins with the next byte.
  [[nodiscard]] bool between() const { return held_.empty() && !skipping_; }
  [[nodiscard]] bool waiting() const { return skipping_; }  // for the end of a line that is lost
  [[nodiscard]] std::size_t footprint() const { return held_.capacity(); }

 private:
  template <class Each>
  bool hand_on(std::string_view piece, Each& each) {
    if (held_.empty()) return each(without_return(piece));
    held_ += piece;
    const auto line = std::exchange(held_, {});
    return each(without_return(line));
  }
  static std::string_view without_return(std::string_view line) {
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
  }

  std::size_t longest_;
  std::string held_;
  bool skipping_;
};

}  // namespace runseal::capture
