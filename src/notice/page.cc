#include "notice/page.h"

#include <fmt/format.h>

#include <algorithm>

namespace runseal::notice {
namespace {

constexpr double one_line = 14;

}  // namespace

void Pages::space(double height) {
  if (y_ > page_top_) y_ += height;
}

void Pages::keep(double height) {
  if (height > Sheets::bottom - y_ && y_ > page_top_) begin_page();
}

void Pages::begin_page() {
  if (count() > most) return;  // finish() says so
  y_ = page_top_ = sheets_.next();
  if (again_) again_();
  page_top_ = y_;
}

std::vector<Pages::Cell> Pages::cells(const std::vector<Column>& columns) {
  std::vector<Cell> out;
  double lowest = 0;
  for (const auto& column : columns) {
    if (column.words.empty()) continue;
    const double inset = column.mark == Mark::none ? 0 : mark_width;
    out.push_back(
        {sheets_.paragraph(column.words, column.width - inset), Sheets::margin + column.x + inset, column.mark, 0});
    lowest = std::max(lowest, out.back().paragraph.baseline());
  }
  for (auto& cell : out) cell.drop = lowest - cell.paragraph.baseline();
  return out;
}

double Pages::height_of(const std::vector<Column>& columns, const Look& look) {
  double tall = 0;
  for (const auto& cell : cells(columns))
    tall = std::max(tall, cell.drop + cell.paragraph.height(0, cell.paragraph.lines()));
  return look.above + tall + look.below;
}

// As many lines of every cell as this page takes; at least one each, so that it always ends.
void Pages::draw_piece(std::vector<Cell>& cells, const Look& look) {
  const double room = Sheets::bottom - y_ - look.above - look.below;
  double tall = 0;
  std::vector<std::size_t> counts;
  for (const auto& cell : cells) {
    const auto fitting = cell.paragraph.fitting(cell.drawn, room - cell.shift());
    counts.push_back(cell.done() ? 0 : std::max<std::size_t>(1, fitting));
    tall = std::max(tall, cell.shift() + cell.paragraph.height(cell.drawn, counts.back()));
  }
  const double whole = look.above + tall + look.below;
  if (look.fill) sheets_.fill(y_, whole, *look.fill);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto& cell = cells[i];
    const double at = y_ + look.above + cell.shift();
    if (cell.drawn == 0) draw_mark(sheets_.pen(), cell.mark, cell.x - mark_width, at + cell.paragraph.height(0, 1) / 2);
    cell.paragraph.draw(sheets_.pen(), cell.x, at, cell.drawn, counts[i]);
    cell.drawn += counts[i];
  }
  y_ += whole;
  if (look.rule) sheets_.line(y_, *look.rule);
}

void Pages::row(const std::vector<Column>& columns, const Look& look) {
  const double tall = height_of(columns, look);
  if (tall <= Sheets::bottom - page_top_) keep(tall);
  auto left = cells(columns);
  while (count() <= most && !std::ranges::all_of(left, &Cell::done)) {
    keep(look.above + look.below + one_line);
    draw_piece(left, look);
  }
}

Result<Bytes> Pages::finish() {
  RUNSEAL_TRY(auto bytes, sheets_.finish());
  if (count() > most)
    return fail(ErrorCode::limit, fmt::format("the form would have more than {} pages", most), "reply");
  return bytes;
}

}  // namespace runseal::notice
