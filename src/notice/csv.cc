#include "notice/csv.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_rows = 200'000;
constexpr std::size_t max_cells = 200;
constexpr std::size_t max_cell = 64U << 10U;

class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  Result<std::vector<CsvRow>> rows() {
    while (at_ < text_.size()) {
      RUNSEAL_TRY(auto row, next_row());
      const bool blank = std::ranges::all_of(row.cells, [](const auto& cell) { return base::trim(cell).empty(); });
      if (!blank) rows_.push_back(std::move(row));
      if (rows_.size() > max_rows) return fail(ErrorCode::limit, fmt::format("more than {} rows", max_rows));
    }
    return std::move(rows_);
  }

 private:
  Result<CsvRow> next_row() {
    CsvRow row;
    row.line = line_;
    for (;;) {
      if (row.cells.size() == max_cells)
        return fail(ErrorCode::limit, fmt::format("more than {} cells in a row", max_cells),
                    fmt::format("line {}", row.line));
      row.cells.push_back(next_cell(row.open_quote));
      if (row.cells.back().size() > max_cell)
        return fail(ErrorCode::limit, fmt::format("a cell of more than {} bytes", max_cell),
                    fmt::format("line {}", row.line), "look for a quote that is opened and never closed");
      if (at_ >= text_.size() || text_[at_] != separator_) break;
      ++at_;
    }
    end_line();
    return row;
  }

  // A quote opens a quoted cell only at its start (RFC 4180, 2.5); elsewhere it is a character like any other.
  std::string next_cell(bool& open_quote) {
    std::string cell;
    if (at_ < text_.size() && text_[at_] == '"') cell = quoted(open_quote);
    while (at_ < text_.size() && !is_line_end(text_[at_]) && text_[at_] != separator_) cell += text_[at_++];
    return cell;
  }

  std::string quoted(bool& open_quote) {
    std::string cell;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '"')) {
        ++at_;
        return cell;
      }
      if (text_[at_] == '"') ++at_;
      line_ += text_[at_] == '\n';
      cell += text_[at_];
    }
    open_quote = true;
    return cell;
  }

  void end_line() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  static bool is_line_end(char c) { return c == '\n' || c == '\r'; }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<CsvRow> rows_;
};

}  // namespace

char csv_separator(std::string_view text) {
  constexpr std::array candidates{',', ';', '\t', '|'};
  std::array<std::size_t, candidates.size()> counts{};
  bool inside = false;
  bool content = false;
  for (const char c : text) {
    if (c == '"') inside = !inside;
    if ((c == '\n' || c == '\r') && !inside && content) break;
    if (c != ' ' && c != '\n' && c != '\r') content = true;
    if (inside) continue;
    const auto found = std::ranges::find(candidates, c);
    if (found != candidates.end()) ++counts[static_cast<std::size_t>(found - candidates.begin())];
  }
  return candidates[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

Result<std::vector<CsvRow>> read_csv(std::string_view text, char separator) {
  return CsvReader(text, separator).rows();
}

}  // namespace runseal::notice
