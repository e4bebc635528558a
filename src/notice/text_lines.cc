#include "notice/text_lines.h"

#include <algorithm>

#include "base/text.h"
#include "notice/text_clean.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_text = 1U << 20U;
constexpr std::size_t max_lines = 50'000;
constexpr std::size_t max_cells = 64;

bool content(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

// | a | b |, a backslash before a bar keeps it.
std::vector<Cell> markdown_cells(std::string_view line, std::vector<std::string>& links) {
  std::vector<Cell> cells;
  line.remove_prefix(1);
  std::size_t from = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    const bool bar = i < line.size() && line[i] == '|' && (i == 0 || line[i - 1] != '\\');
    if (!bar && i < line.size()) continue;
    const bool tail = i == line.size() && base::trim(line.substr(from)).empty();
    if (cells.size() == max_cells) return {};
    if (!tail) cells.push_back({clean_markdown(line.substr(from, i - from), links), cells.size(), cells.size() + 1});
    from = i + 1;
  }
  return cells;
}

bool is_item(std::string_view text) {
  const auto digits = text.find_first_not_of("0123456789");
  if (digits > 0 && digits <= 3 && digits + 1 < text.size())
    return (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ';
  return text.starts_with("- ") || text.starts_with("* ") || text.starts_with("\u2022");
}

void read_markdown(Line& line, std::string_view raw) {
  const auto text = base::trim(raw);
  if (text.starts_with('|')) {
    line.cells = markdown_cells(text, line.links);
    line.shape = line.cells.empty() ? Shape::text : Shape::row;
  }
  if (line.shape == Shape::row) {
    std::vector<std::string> parts;
    for (const auto& cell : line.cells)
      if (!cell.text.empty()) parts.push_back(cell.text);
    line.text = base::join(parts, " | ");
    return;
  }
  if (text.starts_with('#')) {
    line.shape = Shape::heading;
    line.text = clean_markdown(text.substr(std::min(text.find_first_not_of('#'), text.size())), line.links);
    return;
  }
  if (is_item(text)) line.shape = Shape::item;
  line.text = clean_markdown(text.starts_with("* ") ? text.substr(2) : text, line.links);
}

// What two spaces or a tab set apart, with the columns it takes.
std::vector<Cell> layout_cells(std::string_view raw) {
  std::vector<Cell> cells;
  std::size_t column = 0;
  std::size_t blanks = 2;
  for (const char c : raw) {
    if (c == ' ' || c == '\t') {
      blanks += c == '\t' ? 2 : 1;
      column += c == '\t' ? 8 - column % 8 : 1;
      continue;
    }
    if (blanks >= 2) {
      if (cells.size() == max_cells) return {};
      cells.push_back({{}, column, column});
    } else if (blanks == 1) {
      cells.back().text += ' ';
    }
    blanks = 0;
    cells.back().text += c;
    if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++column;
    cells.back().to = column;
  }
  return cells;
}

void read_plain(Line& line, std::string_view raw) {
  line.text = clean_spaces(raw);
  line.cells = layout_cells(base::replaced(std::string(raw.substr(0, 20'000)), "\u00a0", " "));
  if (is_item(line.text)) line.shape = Shape::item;
}

}  // namespace

Result<Document> read_document(std::string_view text, model::SourceFormat format) {
  if (text.size() > max_text) return fail(ErrorCode::limit, "the text is longer than 1 MiB: no notice is");
  const auto raw_lines = base::lines(text);
  if (raw_lines.size() > max_lines) return fail(ErrorCode::limit, "the text has more than 50 000 lines: no notice has");
  Document document;
  document.format = format;
  int page = 1;
  for (auto raw : raw_lines) {
    for (const char c : raw) page += c == '\f';
    if (const auto feed = raw.find_last_of('\f');
        feed != std::string_view::npos && base::trim(raw.substr(0, feed)).empty())
      raw.remove_prefix(feed + 1);
    Line line;
    line.number = static_cast<int>(document.lines.size()) + 1;
    line.page = page;
    format == model::SourceFormat::markdown ? read_markdown(line, raw) : read_plain(line, raw);
    if (line.text.empty() && line.shape != Shape::row) {
      line.shape = Shape::blank;
      line.use = LineUse::blank;
    } else if (!content(line.text)) {
      line.shape = Shape::rule;
      line.use = LineUse::structure;
    }
    document.lines.push_back(std::move(line));
  }
  document.pages = page;
  mark_pages(document);
  return document;
}

model::Where where(const Line& line, std::string_view quoted) {
  const auto at = quoted.empty() ? std::string::npos : line.text.find(quoted.substr(0, 200));
  return {line.number, line.page,
          at == std::string::npos ? quote_around(line.text, 0, 0) : quote_around(quoted, 0, quoted.size())};
}

}  // namespace runseal::notice
