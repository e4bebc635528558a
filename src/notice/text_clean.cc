#include "notice/text_clean.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace runseal::notice {
namespace {

constexpr std::size_t max_tag = 200;
constexpr std::size_t max_link = 2000;

bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::pair<std::string_view, std::string_view> entities[] = {
    {"&amp;", "&"},  {"&lt;", "<"},    {"&gt;", ">"},  {"&quot;", "\""}, {"&nbsp;", " "},
    {"&#124;", "|"}, {"&trade;", "™"}, {"&reg;", "®"}, {"&copy;", "©"},  {"&#39;", "'"},
};

// One walk over the line; what() functions take a piece from the front or say that there is none.
class Cleaner {
 public:
  Cleaner(std::string_view line, std::vector<std::string>& links) : rest_(line), links_(links) {}

  std::string run() {
    while (!rest_.empty())
      if (!tag() && !link() && !entity() && !emphasis()) take(1, rest_.substr(0, 1));
    return std::move(out_);
  }

 private:
  void take(std::size_t count, std::string_view as) {
    out_ += as;
    rest_.remove_prefix(count);
  }

  bool tag() {
    if (!rest_.starts_with('<') || rest_.size() < 2) return false;
    const auto close = rest_.substr(0, max_link).find('>');
    if (close == std::string_view::npos) return false;
    const auto inside = rest_.substr(1, close - 1);
    if (inside.starts_with("http://") || inside.starts_with("https://") ||
        (inside.contains('@') && !inside.contains(' '))) {
      take(close + 1, inside);
      return true;
    }
    const bool named = inside.starts_with('/') || (!inside.empty() && letter_or_digit(inside.front()));
    if (!named || close > max_tag) return false;
    const bool box = inside.starts_with("input") && inside.contains("checkbox");
    take(close + 1, box ? "\u2610" : inside.starts_with("br") || inside.starts_with("/p") ? " " : "");
    return true;
  }

  // [text](target)
  bool link() {
    if (!rest_.starts_with('[')) return false;
    const auto window = rest_.substr(0, max_link);
    const auto middle = window.find(']');
    if (middle == std::string_view::npos || !window.substr(middle).starts_with("](")) return false;
    const auto close = window.find(')', middle);
    if (close == std::string_view::npos) return false;
    links_.emplace_back(window.substr(middle + 2, close - middle - 2));
    take(close + 1, window.substr(1, middle - 1));
    return true;
  }

  bool entity() {
    if (!rest_.starts_with('&')) return false;
    for (const auto& [name, character] : entities)
      if (rest_.starts_with(name)) {
        take(name.size(), character);
        return true;
      }
    return false;
  }

  bool emphasis() {
    if (rest_.starts_with('\\') && rest_.size() > 1 && std::string_view("|*_[]()#\\").contains(rest_[1])) {
      take(2, rest_.substr(1, 1));
      return true;
    }
    if (rest_.starts_with('*') || rest_.starts_with('`')) {
      take(1, "");
      return true;
    }
    if (!rest_.starts_with('_')) return false;
    const bool inside_word =
        !out_.empty() && letter_or_digit(out_.back()) && rest_.size() > 1 && letter_or_digit(rest_[1]);
    const bool line_to_fill = rest_.starts_with("___") || out_.ends_with('_');
    if (inside_word || line_to_fill) return false;
    take(1, "");
    return true;
  }

  std::string_view rest_;
  std::vector<std::string>& links_;
  std::string out_;
};

// What a PDF turns a raised trade mark into. Longest first.
constexpr std::array<std::string_view, 6> trademarks{"(TM)", "(tm)", "(R)", "\u2122", "\u00ae", "\u2120"};

}  // namespace

std::string without_trademarks(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto mark = std::ranges::find_if(trademarks, [&](auto one) { return text.starts_with(one); });
    std::size_t length = mark == trademarks.end() ? 0 : mark->size();
    const bool after_lower = !out.empty() && out.back() >= 'a' && out.back() <= 'z';
    if (length == 0 && text.starts_with("TM") && after_lower &&
        (text.size() == 2 || !(text[2] >= 'a' && text[2] <= 'z')))
      length = 2;
    if (length == 0) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(length);
    out += ' ';  // clean_spaces() below makes one space of several
  }
  return clean_spaces(out);
}

std::string clean_markdown(std::string_view line, std::vector<std::string>& links) {
  return clean_spaces(Cleaner(line, links).run());
}

std::string clean_spaces(std::string_view line) {
  std::string out;
  bool space = false;
  for (std::size_t i = 0; i < line.size();) {
    const auto rest = line.substr(i);
    const std::size_t blank = rest.starts_with("\u00a0")                                 ? 2
                              : rest.starts_with("\u200b") || rest.starts_with("\ufeff") ? 3
                              : std::string_view(" \t\r\f\v\n").contains(line[i])        ? 1
                                                                                         : 0;
    if (blank == 0) {
      if (space && !out.empty()) out += ' ';
      space = false;
      out += line[i++];
      continue;
    }
    space = true;
    i += blank;
  }
  return out;
}

std::string quote_around(std::string_view text, std::size_t from, std::size_t to, std::size_t max) {
  const auto continues = [&](std::size_t at) {
    return at < text.size() && (static_cast<std::uint8_t>(text[at]) & 0xc0U) == 0x80U;
  };
  from = std::min(from, text.size());
  to = std::min(std::max(to, from), text.size());
  if (text.size() > max) {
    const auto spare = max > to - from ? max - (to - from) : 0;
    from -= std::min(from, spare / 2);
    to = std::min(text.size(), from + max);
  } else {
    from = 0;
    to = text.size();
  }
  while (continues(from)) ++from;
  while (to > from && continues(to)) --to;
  return std::string(text.substr(from, to - from));
}

}  // namespace runseal::notice
