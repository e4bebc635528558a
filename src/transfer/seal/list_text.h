// How names are written in the two lists, and read back: `\`, newline and carriage return (in the tree also tab) as a
// backslash and a letter. Every name has exactly one written form. docs/formats/seal.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace runseal::transfer {

[[nodiscard]] bool needs_escape(std::string_view name, bool tabs);
void append_escaped(std::string& out, std::string_view name, bool tabs);
// Nothing when a backslash stands before anything else, or a byte stands bare that would have been escaped.
[[nodiscard]] std::optional<std::string> unescaped(std::string_view text, bool tabs);

// Hands out the lines of a text, each without its newline; nothing at the end, and at a line that has no newline.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  [[nodiscard]] std::optional<std::string_view> next();
  [[nodiscard]] std::size_t number() const { return number_; }  // of the line handed out last, from 1
  [[nodiscard]] bool ended() const { return at_ == text_.size(); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t number_ = 0;
};

}  // namespace runseal::transfer
