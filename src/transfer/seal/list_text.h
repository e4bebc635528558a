// How names are written in the two lists, and read back: `\`, newline and carriage return (in the tree also tab) as a
// backslash and a letter. Every name has exactly one written form. docs/formats/seal.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/long_text.h"

namespace runseal::transfer {

[[nodiscard]] bool needs_escape(std::string_view name, bool tabs);
void append_escaped(std::string& out, std::string_view name, bool tabs);
// Nothing when a backslash stands before anything else, or a byte stands bare that would have been escaped.
[[nodiscard]] std::optional<std::string> unescaped(std::string_view text, bool tabs);

// Hands out the lines of a text, each without its newline and good until the next; nothing at the end, and at a line
// that has no newline. Errors: limit (a line longer than any that runseal writes), io.
class Lines {
 public:
  explicit Lines(base::LongText text) : text_(std::move(text)) {}
  [[nodiscard]] Result<std::optional<std::string_view>> next();
  [[nodiscard]] std::size_t number() const { return number_; }  // of the line handed out last, from 1
  [[nodiscard]] bool ended() const { return !cut_ && piece_.empty() && at_ == text_.size(); }

 private:
  base::LongText text_;
  std::string block_;
  std::string_view piece_;  // read and not handed out yet
  std::uint64_t at_ = 0;    // where the next piece begins
  std::string across_;      // a line that begins in one piece and ends in another
  std::size_t number_ = 0;
  bool cut_ = false;  // the last line has no newline
};

}  // namespace runseal::transfer
