#include "app/screen.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "base/text.h"

namespace runseal::app {
namespace {

constexpr std::size_t width = 80;

// Calls `at` with each byte's place and whether a column begins there: code points do, colour codes take no room.
template <class At>
void each_byte(const std::string& text, const At& at) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      while (i < text.size() && text[i] != 'm') ++i;
    else
      at(i, (static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U);
  }
}

// Where the first `wanted` columns end.
std::size_t end_of(const std::string& text, std::size_t wanted) {
  std::size_t end = text.size();
  std::size_t count = 0;
  each_byte(text, [&](std::size_t i, bool begins) {
    if (begins && count++ == wanted) end = i;
  });
  return end;
}

std::string padded(const std::string& text, std::size_t to) {
  return text + std::string(to - std::min(to, columns(text)), ' ');
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t room) {
  std::vector<std::string> out;
  for (const auto& paragraph : base::split(text, '\n')) {
    std::string line;
    for (auto word : base::split(paragraph, ' ')) {
      if (!line.empty() && columns(line) + 1 + columns(word) > room) out.push_back(std::exchange(line, {}));
      for (; columns(word) > room; word.erase(0, end_of(word, room))) out.push_back(word.substr(0, end_of(word, room)));
      line += (line.empty() ? "" : " ") + word;
    }
    out.push_back(line);
  }
  return out;
}

std::size_t columns(const std::string& text) {
  std::size_t count = 0;
  each_byte(text, [&](std::size_t, bool begins) { count += begins ? 1U : 0U; });
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

std::string Screen::severity(model::Severity severity) const {
  const std::string name(base::name_of(severity));
  if (severity >= model::Severity::high) return bad(name);
  return severity == model::Severity::medium ? warn(name) : dim(name);
}

void Screen::heading(const std::string& text) const {
  line();
  for (const auto& one : wrapped(text, width)) line(accent(one));
}

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
