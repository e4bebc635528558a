// mark_pages(): where pages begin, and what stands on most of them.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/text.h"
#include "notice/text_lines.h"
#include "notice/text_vocabulary.h"

namespace runseal::notice {
namespace {

constexpr int max_page = 10'000;

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > max_page) return std::nullopt;
  return value;
}

// The page number, where the whole line is one of the forms that mark a page.
std::optional<int> marker_in(const Line& line) {
  if (line.shape == Shape::blank || line.shape == Shape::row || line.text.size() > 40) return std::nullopt;
  const auto words = words_of(line.text);
  for (const auto& form : vocabulary::page_markers()) {
    const auto parts = base::split(form.stems, ' ');
    if (parts.size() != words.size()) continue;
    std::optional<int> page;
    bool fits = true;
    for (std::size_t i = 0; i < parts.size() && fits; ++i) {
      const auto value = parts[i] == "#" ? number(words[i].folded) : std::nullopt;
      if (value && !page) page = value;
      fits = parts[i] == "#" ? value.has_value() : words[i].folded == parts[i];
    }
    if (fits && page) return page;
  }
  return std::nullopt;
}

struct Marker {
  std::size_t at;
  int page;
};

std::vector<Marker> markers_of(Document& document) {
  std::vector<Marker> markers;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    if (const auto page = marker_in(document.lines[i])) {
      markers.push_back({i, *page});
      document.lines[i].use = LineUse::structure;
    }
  }
  return markers;
}

// A marker in the first lines heads its page; otherwise it ends it.
bool heads_page(const Document& document, const Marker& first) {
  const auto before =
      std::count_if(document.lines.begin(), document.lines.begin() + static_cast<std::ptrdiff_t>(first.at),
                    [](const Line& line) { return line.use != LineUse::blank; });
  return before < 3;
}

void number_pages(Document& document, const std::vector<Marker>& markers) {
  const bool heads = heads_page(document, markers.front());
  std::size_t next = 0;
  int page = markers.front().page;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    if (heads && next < markers.size() && markers[next].at == i) page = markers[next++].page;
    document.lines[i].page = page;
    if (!heads && next < markers.size() && markers[next].at == i) {
      const auto own = markers[next++].page;
      document.lines[i].page = own;
      page = next < markers.size() ? markers[next].page : own + 1;
    }
    document.pages = std::max(document.pages, document.lines[i].page);
  }
}

void mark_furniture(Document& document) {
  struct Seen {
    int pages = 0;
    int last_page = 0;
    std::vector<std::size_t> at;
  };
  std::unordered_map<std::string_view, Seen> seen;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto& line = document.lines[i];
    if (line.use != LineUse::open || line.shape == Shape::row) continue;
    auto& one = seen[line.text];
    one.pages += one.last_page != line.page;
    one.last_page = line.page;
    one.at.push_back(i);
  }
  for (auto& [text, one] : seen) {
    if (one.pages < 2 || one.pages * 2 <= document.pages) continue;
    for (const auto i : one.at) {
      document.lines[i].furniture = true;
      document.lines[i].use = i == one.at.front() ? LineUse::open : LineUse::repeated;
    }
  }
}

// Furniture that directly follows a page number at the foot still belongs to that page.
void keep_feet_together(Document& document, const std::vector<Marker>& markers) {
  for (const auto& marker : markers)
    for (auto i = marker.at + 1; i < document.lines.size(); ++i) {
      auto& line = document.lines[i];
      if (line.use != LineUse::blank && !line.furniture) break;
      line.page = marker.page;
    }
}

}  // namespace

void mark_pages(Document& document) {
  const bool fed = document.pages > 1;
  const auto markers = markers_of(document);
  if (!fed && !markers.empty()) number_pages(document, markers);
  mark_furniture(document);
  if (fed || markers.empty() || heads_page(document, markers.front())) return;
  keep_feet_together(document, markers);
  document.pages = 1;
  for (const auto& line : document.lines) document.pages = std::max(document.pages, line.page);
}

}  // namespace runseal::notice
