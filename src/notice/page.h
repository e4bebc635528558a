// A cursor that goes down the pages: rows of columns that go on over a page and are never cut. Lengths are points.
// Not for several threads at once.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "notice/page_marks.h"
#include "notice/page_sheet.h"

namespace runseal::notice {

struct Column {
  double x = 0;  // from the left margin
  double width = 0;
  Words words;
  Mark mark = Mark::none;  // before the first line
};

struct Look {
  double above = 0;  // clear of the words
  double below = 0;
  std::optional<Colour> fill = {};
  std::optional<Colour> rule = {};  // under the row
};

class Pages {
 public:
  static constexpr double width = Sheets::width;
  static constexpr std::size_t most = 1000;

  Pages(PageSetup setup, std::size_t pages) : sheets_(std::move(setup), pages) {}

  void space(double height);  // nothing at the top of a page
  // The first lines of its columns stand on one baseline. It stays on one page where it fits on one, else goes on over
  // as many as it takes.
  void row(const std::vector<Column>& columns, const Look& look = {});
  void text(const Words& words) { row({{0, width, words, Mark::none}}); }
  [[nodiscard]] double height_of(const std::vector<Column>& columns, const Look& look = {});
  void keep(double height);  // begins a page unless that much is left
  void begin_page();
  // Called at the head of each further page, for a table's column heads.
  void on_new_page(std::function<void()> again) { again_ = std::move(again); }

  [[nodiscard]] std::size_t count() const { return sheets_.count(); }
  // Errors: as Sheets::finish(), and limit (more than `most` pages).
  [[nodiscard]] Result<Bytes> finish();

 private:
  struct Cell {
    Paragraph paragraph;
    double x;
    Mark mark;
    double drop;  // brings its first line down to the row's baseline
    std::size_t drawn = 0;

    [[nodiscard]] bool done() const { return drawn == paragraph.lines(); }
    [[nodiscard]] double shift() const { return drawn == 0 ? drop : 0; }
  };

  [[nodiscard]] std::vector<Cell> cells(const std::vector<Column>& columns);
  void draw_piece(std::vector<Cell>& cells, const Look& look);

  Sheets sheets_;
  double y_ = sheets_.top();
  double page_top_ = y_;  // where this page's own content begins
  std::function<void()> again_;
};

}  // namespace runseal::notice
