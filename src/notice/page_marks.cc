#include "notice/page_marks.h"

#include <numbers>

namespace runseal::notice {
namespace {

constexpr double radius = 3.4;
constexpr double turn = 2 * std::numbers::pi;

void circle(cairo_t* to, double x, double y) {
  cairo_new_path(to);
  cairo_arc(to, x, y, radius, 0, turn);
}

void tick(cairo_t* to, double x, double y) {
  cairo_set_source_rgb(to, 1, 1, 1);
  cairo_set_line_width(to, 1.1);
  cairo_move_to(to, x - 1.7, y + 0.1);
  cairo_line_to(to, x - 0.4, y + 1.5);
  cairo_line_to(to, x + 1.8, y - 1.4);
  cairo_stroke(to);
}

void cross(cairo_t* to, double x, double y) {
  cairo_move_to(to, x - 1.5, y - 1.5);
  cairo_line_to(to, x + 1.5, y + 1.5);
  cairo_move_to(to, x + 1.5, y - 1.5);
  cairo_line_to(to, x - 1.5, y + 1.5);
  cairo_stroke(to);
}

}  // namespace

void draw_mark(cairo_t* to, Mark mark, double x, double middle) {
  if (mark == Mark::none) return;
  x += radius + 0.6;
  cairo_save(to);
  cairo_set_line_width(to, 1);
  circle(to, x, middle);
  switch (mark) {
    case Mark::protected_:
      cairo_set_source_rgb(to, 0.11, 0.48, 0.27);
      cairo_fill(to);
      tick(to, x, middle);
      break;
    case Mark::optional:
      cairo_set_source_rgb(to, 0.72, 0.47, 0.02);
      cairo_stroke(to);
      cairo_arc(to, x, middle, radius, turn / 4, 3 * turn / 4);
      cairo_fill(to);
      break;
    case Mark::absent:
      cairo_set_source_rgb(to, 0.72, 0.11, 0.11);
      cairo_stroke(to);
      cross(to, x, middle);
      break;
    default: {
      const double dash[] = {1.5, 1.5};
      cairo_set_source_rgb(to, 0.42, 0.42, 0.42);
      cairo_set_dash(to, dash, 2, 0);
      cairo_stroke(to);
    }
  }
  cairo_restore(to);
}

}  // namespace runseal::notice
