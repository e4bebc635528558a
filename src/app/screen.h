// What the program says: plain lines for a pipe, colour for a terminal, never a control character from outside.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/audit.h"

namespace runseal::app {

class Screen {
 public:
  Screen();  // colour when standard output is a terminal and NO_COLOR is not set

  [[nodiscard]] bool colour() const { return colour_; }
  [[nodiscard]] std::string good(const std::string& text) const { return painted("32", text); }
  [[nodiscard]] std::string bad(const std::string& text) const { return painted("31", text); }
  [[nodiscard]] std::string warn(const std::string& text) const { return painted("33", text); }
  [[nodiscard]] std::string dim(const std::string& text) const { return painted("2", text); }
  [[nodiscard]] std::string bold(const std::string& text) const { return painted("1", text); }
  [[nodiscard]] std::string accent(const std::string& text) const { return painted("1;36", text); }
  [[nodiscard]] std::string grade(model::Protection grade) const;  // the word, in its colour
  [[nodiscard]] std::string severity(model::Severity severity) const;

  void line(const std::string& text = {}) const;
  void heading(const std::string& text) const;
  // Wrapped at 80 columns, every line after `indent` spaces; a longer word is cut.
  void paragraph(const std::string& text, std::size_t indent = 0) const;
  // Columns as wide as their longest cell, the last one wrapped so that a line fits 80 columns.
  void table(const std::vector<std::vector<std::string>>& rows, std::size_t indent = 2) const;
  void verbatim(const std::string& text, std::size_t indent) const;  // line by line, unwrapped: to paste

 private:
  [[nodiscard]] std::string painted(const char* code, const std::string& text) const;
  bool colour_;
};

[[nodiscard]] std::vector<std::string> wrapped(const std::string& text, std::size_t room);  // lines of words
[[nodiscard]] std::size_t columns(const std::string& text);  // as shown: code points, without colour codes

}  // namespace runseal::app
