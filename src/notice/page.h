// Pages of A4 as PDF: a cursor that goes down, rows of columns that go on over a page, a head and a foot on each page.
// Lengths are points. Not for several threads at once; each Pages has a font map of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "notice/page_marks.h"
#include "notice/page_text.h"

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

struct PageSetup {
  std::string title;
  std::string creator;
  std::string created;      // ISO 8601, to the second
  std::string language;     // decides how shared characters look
  Words head;               // small, from the second page on
  Words foot_left;
  std::string foot_right;   // with {page} and {pages}
  std::string watermark;    // empty: none
  Words banner;             // with the watermark, at the head of every page
};

class Pages {
 public:
  static constexpr double width = 495;  // between the margins
  static constexpr std::size_t most = 1000;

  // pages = how many there will be, for the foot (0 while that is being found out).
  Pages(PageSetup setup, std::size_t pages);
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  void space(double height);  // nothing at the top of a page
  // Keeps the row on one page where it fits on one, else goes on over as many as it takes.
  void row(const std::vector<Column>& columns, const Look& look = {});
  void text(const Words& words) { row({{0, width, words, Mark::none}}); }
  [[nodiscard]] double height_of(const std::vector<Column>& columns, const Look& look = {});
  void keep(double height);  // begins a page unless that much is left
  void begin_page();

  [[nodiscard]] std::size_t count() const;
  // Called at the head of each further page, for a table's column heads.
  void on_new_page(std::function<void()> again);
  // Errors: limit (more than `most` pages), invalid (characters that no font here can draw, listed), internal.
  [[nodiscard]] Result<Bytes> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace runseal::notice
