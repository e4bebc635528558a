// The body of one message of HTTP/1 (RFC 9112 section 6): passed over by its length, its chunks, or to the end.
#pragma once

#include "capture/dissectors/text_lines.h"
#include "proto/http_lines.h"

namespace runseal::capture {

class HttpBody {
 public:
  enum class Kind { none, length, chunked, to_the_end };

  void begin(Kind kind, std::uint64_t length = 0) {
    kind_ = kind == Kind::length && length == 0 ? Kind::none : kind;
    rest_ = kind_ == Kind::length ? length : 0;
    trailer_ = broken_ = false;
    lines_ = TextLines(longest_line);
  }
  [[nodiscard]] bool over() const { return kind_ == Kind::none; }
  [[nodiscard]] bool broken() const { return broken_; }  // it is not known where it ends

  // How many of the bytes belong to it. Calls carried(bytes of content).
  template <class Carried>
  std::size_t feed(ByteView bytes, Carried&& carried) {
    std::size_t used = 0;
    while (used < bytes.size() && !over()) {
      const auto left = bytes.subspan(used);
      if (kind_ == Kind::to_the_end) rest_ = left.size();
      if (rest_ > 0) {
        const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(rest_, left.size()));
        pass(passed, carried);
        used += passed;
      } else {
        used += lines_.feed(left, [this](std::string_view line) { return on_line(line); });
      }
    }
    return used;
  }
  // False: the loss reached behind it.
  template <class Carried>
  bool gap(std::uint64_t bytes, Carried&& carried) {
    if (kind_ == Kind::to_the_end) {
      carried(bytes);
      return true;
    }
    const auto passed = std::min(rest_, bytes);
    if (passed > 0) pass(passed, carried);
    return passed == bytes;
  }
  [[nodiscard]] std::size_t footprint() const { return lines_.footprint(); }

 private:
  static constexpr std::size_t longest_line = 4096;
  static constexpr std::uint64_t longest_chunk = 1ULL << 48U;

  template <class Carried>
  void pass(std::uint64_t bytes, Carried& carried) {
    rest_ -= bytes;
    const auto end = kind_ == Kind::chunked ? 2 : 0;  // the end of the line behind a chunk
    const auto content = std::min(bytes, content_left(bytes, static_cast<std::uint64_t>(end)));
    if (content > 0) carried(content);
    if (rest_ == 0 && kind_ == Kind::length) kind_ = Kind::none;
  }
  // Of `bytes` just passed, those before the chunk's end of line.
  [[nodiscard]] std::uint64_t content_left(std::uint64_t bytes, std::uint64_t end) const {
    const auto before = rest_ + bytes;
    return before <= end ? 0 : std::min(bytes, before - end);
  }

  // False: what follows is no line, or nothing of this body.
  bool on_line(std::string_view line) {
    if (trailer_) {
      if (line.empty()) kind_ = Kind::none;
      return !line.empty();
    }
    const auto size = proto::parse_http_chunk(line);
    if (!size || *size > longest_chunk) {
      broken_ = true;
      kind_ = Kind::none;
      return false;
    }
    trailer_ = *size == 0;
    rest_ = trailer_ ? 0 : *size + 2;
    return trailer_;
  }

  Kind kind_ = Kind::none;
  std::uint64_t rest_ = 0;
  bool trailer_ = false;
  bool broken_ = false;
  TextLines lines_{longest_line};
};

}  // namespace runseal::capture
