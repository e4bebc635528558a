#include "app/screen.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "base/text.h"

namespace runseal::app {
namespace {

constexpr std::size_t width = 80;

std::string padded(const std::string& text, std::size_t to) {
  return text + std::string(to - std::min(to, columns(text)), ' ');
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t room) {
  std::vector<std::string> out;
  for (const auto& paragraph : base::split(text, '\n')) {
    std::string line;
    for (const auto& word : base::split(paragraph, ' ')) {
      if (!line.empty() && columns(line) + 1 + columns(word) > room) out.push_back(std::exchange(line, {}));
      line += (line.empty() ? "" : " ") + word;
    }
    out.push_back(line);
  }
  return out;
}

std::size_t columns(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      while (i < text.size() && text[i] != 'm') ++i;
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) {
      ++count;
    }
  }
  return count;
}

Screen::Screen() : colour_(::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr) {}

std::string Screen::painted(const char* code, const std::string& text) const {
  return colour_ ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
}

std::string Screen::grade(model::Protection grade) const {
  const std::string name(base::name_of(grade));
  switch (grade) {
    case model::Protection::protected_: return good(name);
    case model::Protection::absent: return bad(name);
    case model::Protection::optional:
    case model::Protection::unknown: return warn(name);
  }
  return name;
}

void Screen::line(const std::string& text) const { std::cout << text << '\n'; }

void Screen::heading(const std::string& text) const { std::cout << '\n' << accent(text) << '\n'; }

void Screen::paragraph(const std::string& text, std::size_t indent) const {
  for (const auto& one : wrapped(text, width - indent)) line(std::string(indent, ' ') + one);
}

void Screen::table(const std::vector<std::vector<std::string>>& rows, std::size_t indent) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  for (const auto& row : rows) {
    if (row.empty()) continue;
    std::string front(indent, ' ');
    for (std::size_t i = 0; i + 1 < row.size(); ++i) front += padded(row[i], widths[i]) + "  ";
    const auto used = columns(front);
    const auto room = used + 20 < width ? width - used : 20;
    bool first = true;
    for (const auto& part : wrapped(row.back(), room)) {
      line((first ? front : std::string(used, ' ')) + part);
      first = false;
    }
  }
}

void Screen::verbatim(const std::string& text, std::size_t indent) const {
  for (const auto& one : base::lines(text)) line(std::string(indent, ' ') + std::string(one));
}

}  // namespace runseal::app
