// The table of affected products, in Markdown or set out in columns, cut by pages or not.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "notice/import_numbers.h"
#include "notice/import_reading.h"
#include "notice/text_clean.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_products = 2000;
constexpr std::size_t max_cell = 600;

struct Header {
  std::map<ProductColumn, Cell> columns;
  std::vector<Cell> others;
  [[nodiscard]] bool whole() const { return columns.contains(ProductColumn::name) && columns.size() >= 2; }
};

std::optional<ProductColumn> column_of(const Cell& cell) {
  constexpr std::size_t most_words = 12;
  if (cell.text.size() > max_cell) return std::nullopt;
  const auto words = words_of(cell.text);
  return words.size() > most_words ? std::nullopt : meaning(words, vocabulary::product_columns());
}

Header header_in(const std::vector<Cell>& cells) {
  Header header;
  for (const auto& cell : cells)
    if (const auto column = column_of(cell); !column || !header.columns.try_emplace(*column, cell).second)
      header.others.push_back(cell);
  return header;
}

// Cells of two lines of one header, set one under the other.
std::vector<Cell> stacked(std::vector<Cell> above, const std::vector<Cell>& below) {
  for (const auto& cell : below) {
    const auto over =
        std::ranges::find_if(above, [&](const Cell& one) { return cell.from < one.to && one.from < cell.to; });
    if (over == above.end()) {
      above.push_back(cell);
      continue;
    }
    over->text += " " + cell.text;
    over->from = std::min(over->from, cell.from);
    over->to = std::max(over->to, cell.to);
  }
  return above;
}

class ProductTable {
 public:
  explicit ProductTable(Reading& reading)
      : reading_(reading), markdown_(reading.document.format == model::SourceFormat::markdown) {}

  void read() {
    const auto body = body_lines(reading_.document);
    for (std::size_t i = 0; i < body.size(); ++i) {
      auto& line = reading_.document.lines[body[i]];
      if (line.use == LineUse::blank) {
        blank_before_ = true;
        continue;
      }
      if (line.use != LineUse::open) continue;
      if (const auto used = take_header(body, i))
        i += used - 1;
      else if (header_)
        take_row(line);
      blank_before_ = false;
    }
    close();
  }

 private:
  Line& line_at(const std::vector<std::size_t>& body, std::size_t i) { return reading_.document.lines[body[i]]; }

  // How many lines the header takes that begins at body[i]; 0 when none does.
  std::size_t take_header(const std::vector<std::size_t>& body, std::size_t i) {
    const std::size_t most = markdown_ ? 1 : 4;
    if (markdown_ && line_at(body, i).shape != Shape::row) return 0;
    std::vector<Cell> cells;
    for (std::size_t n = 0; n < most && i + n < body.size(); ++n) {
      const auto& line = line_at(body, i + n);
      if (line.use != LineUse::open || line.cells.empty() || (!markdown_ && n == 0 && line.cells.size() < 2)) return 0;
      cells = stacked(std::move(cells), line.cells);
      auto header = header_in(cells);
      if (!header.whole()) continue;
      close();
      header_ = std::move(header);
      for (std::size_t k = 0; k <= n; ++k) line_at(body, i + k).use = LineUse::structure;
      in_header_ = true;
      return n + 1;
    }
    return 0;
  }

  std::optional<ProductColumn> column_under(const Cell& cell) const {
    std::optional<ProductColumn> best;
    std::size_t best_distance = markdown_ ? 1 : 20;  // further from every column is no cell of this table
    const auto nearer = [&](const Cell& head) {
      const bool overlaps = cell.from < head.to && head.from < cell.to;
      const auto distance = overlaps ? 0 : cell.from >= head.to ? cell.from - head.to + 1 : head.from - cell.to + 1;
      return distance < best_distance ? (best_distance = distance, true) : false;
    };
    for (const auto& [column, head] : header_->columns)
      if (nearer(head)) best = column;
    for (const auto& head : header_->others)
      if (nearer(head)) best.reset();
    return best;
  }

  // Prose under a table runs through its columns.
  bool crosses_columns(const Cell& cell) const {
    return std::ranges::count_if(header_->columns, [&](const auto& one) {
             return cell.from < one.second.to && one.second.from < cell.to;
           }) > 1;
  }

  using Row = std::map<ProductColumn, std::string>;

  std::optional<Row> row_of(const Line& line) {
    strange_cells_.clear();
    if (line.cells.empty() || (markdown_ && line.shape != Shape::row)) return std::nullopt;
    Row row;
    for (const auto& cell : line.cells) {
      if (cell.text.empty()) continue;
      const auto column = column_under(cell);
      if (cell.text.size() > max_cell || (!markdown_ && crosses_columns(cell))) return std::nullopt;
      if (!column) {
        strange_cells_.push_back(cell.text);
        continue;
      }
      auto& text = row[*column];
      text += (text.empty() ? "" : " ") + cell.text;
    }
    if (row.empty()) return std::nullopt;
    return row;
  }

  void take_row(Line& line) {
    const auto row = row_of(line);
    if (!row) return close();
    const bool numbered = row->contains(ProductColumn::catalogue_number) || row->contains(ProductColumn::udi_di);
    const bool named = row->contains(ProductColumn::name);
    if (in_header_ && !markdown_ && !named && !blank_before_ && !has_digit(*row) && !states_na(*row)) {
      line.use = LineUse::structure;  // the header goes on
      return;
    }
    in_header_ = false;
    if (!numbered) return take_name_only(line, row->at(ProductColumn::name));
    if (!plausible(*row)) return close();
    if (named || !pending_.empty() || reading_.notice.products.empty())
      start_product(line, *row, named);
    else
      add_numbers(line, *row, reading_.notice.products.back());
  }

  static bool has_digit(const Row& row) {
    return std::ranges::any_of(
        row, [](const auto& one) { return one.second.find_first_of("0123456789") != std::string::npos; });
  }
  static bool states_na(const Row& row) {
    const auto udi = row.find(ProductColumn::udi_di);
    return udi != row.end() && says_not_applicable(udi->second);
  }

  // In columns of plain text anything may stand where a number should: a row must hold one.
  bool plausible(const Row& row) const {
    if (markdown_) return true;
    std::vector<std::string> strange;
    const auto number = row.find(ProductColumn::catalogue_number);
    const bool numbers = number != row.end() && !numbers_in(number->second, strange).empty();
    const auto udi = row.find(ProductColumn::udi_di);
    return numbers || (udi != row.end() && has_digit(row));
  }

  // A name that goes on in the next line, or begins above its numbers.
  void take_name_only(Line& line, const std::string& name) {
    auto& products = reading_.notice.products;
    const bool goes_on = !blank_before_ && last_line_ && pending_.empty() && (last_named_ || owed_ > 0);
    if (markdown_) return;  // the heading of a group of rows, perhaps: shown as not recognised
    if (!goes_on) {
      if (blank_before_ && !pending_.empty()) return close();
      pending_.push_back(&line);
      return;
    }
    products.back().name.value += " " + without_trademarks(name);
    if (owed_ > 0) --owed_;
    line.use = LineUse::value;
  }

  void start_product(Line& line, const Row& row, bool named) {
    if (reading_.notice.products.size() == max_products) return close();
    model::Product product;
    std::string name;
    for (const auto* above : pending_) name += (name.empty() ? "" : " ") + above->text;
    Line& first = pending_.empty() ? line : *pending_.front();
    if (named) name += (name.empty() ? "" : " ") + row.at(ProductColumn::name);
    if (name.empty()) return close();
    for (auto* above : pending_) above->use = LineUse::value;
    product.name = found(first, without_trademarks(name), pending_.empty() ? row.at(ProductColumn::name) : first.text);
    owed_ = named ? 0 : pending_.size();
    pending_.clear();
    last_named_ = named;
    last_line_ = &line;
    reading_.notice.products.push_back(std::move(product));
    add_numbers(line, row, reading_.notice.products.back());
  }

  void add_numbers(Line& line, const Row& row, model::Product& product) {
    line.use = LineUse::value;
    for (const auto& text : strange_cells_) reading_.notice.unrecognised.push_back({where(line, text), text});
    if (const auto cell = row.find(ProductColumn::catalogue_number); cell != row.end()) {
      std::vector<std::string> strange;
      if (!says_not_applicable(cell->second))
        for (const auto& number : numbers_in(cell->second, strange))
          product.catalogue_numbers.push_back(found(line, number, number));
      if (!strange.empty())
        product.problems.push_back("in the place of a catalogue number stands \"" + base::printable(cell->second, 120) +
                                   "\"");
    }
    if (const auto cell = row.find(ProductColumn::udi_di); cell != row.end()) add_udi(line, cell->second, product);
  }

  void close() {
    pending_.clear();
    header_.reset();
    last_line_ = nullptr;
    owed_ = 0;
  }

  Reading& reading_;
  bool markdown_;
  std::optional<Header> header_;
  bool in_header_ = false;
  bool blank_before_ = false;
  std::vector<std::string> strange_cells_;  // of the row at hand, in columns that runseal does not know
  std::vector<Line*> pending_;              // names above their numbers
  Line* last_line_ = nullptr;
  bool last_named_ = false;
  std::size_t owed_ = 0;  // lines of a name that may still follow below numbers set in its middle
};

}  // namespace

void read_products(Reading& reading) { ProductTable(reading).read(); }

}  // namespace runseal::notice
