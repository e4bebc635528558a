// A paragraph set in type: wrapped to a width, in any script, drawn line by line so that it can go on over a page.
#pragma once

#include <pango/pangocairo.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace runseal::notice {

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};

struct Type {
  double size = 9;  // points
  bool bold = false;
  Colour colour;
  bool mono = false;
  bool whole = false;  // on one line: a date
};

// A stretch of text in one type. Its characters are only ever text: there is no markup.
struct Span {
  std::string text;
  Type type;
};
using Words = std::vector<Span>;

// Bytes must be UTF-8. Line ends and tabs become spaces; other control characters and those that reorder text
// (which could make a name read differently from what was signed) become U+FFFD.
[[nodiscard]] std::string tamed(std::string_view text);

class Paragraph {
 public:
  Paragraph(PangoContext* context, const Words& words, double width);

  [[nodiscard]] std::size_t lines() const { return lines_.size(); }
  [[nodiscard]] double height(std::size_t first, std::size_t count) const;                        // points
  [[nodiscard]] double baseline() const { return lines_.front().baseline - lines_.front().top; }  // of the first line
  [[nodiscard]] std::size_t fitting(std::size_t first, double height) const;  // how many lines, from the first, fit
  [[nodiscard]] double width() const;                                         // of the widest line, points
  // The top left corner of line `first` at (x, y).
  void draw(cairo_t* to, double x, double y, std::size_t first, std::size_t count) const;
  [[nodiscard]] std::vector<char32_t> unknown() const;  // characters that no font here can draw

 private:
  struct Line {
    PangoLayoutLine* line;  // owned by the layout
    double left, baseline, top, bottom;
  };
  struct Unref {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  };

  std::unique_ptr<PangoLayout, Unref> layout_;
  std::vector<Line> lines_;
};

}  // namespace runseal::notice
