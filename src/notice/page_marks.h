// Small signs beside a grade. Each has its own shape, so that colour alone says nothing.
#pragma once

#include <cairo.h>

namespace runseal::notice {

enum class Mark { none, protected_, optional, absent, unknown };

inline constexpr double mark_width = 11;  // with the gap after it

void draw_mark(cairo_t* to, Mark mark, double x, double middle);

}  // namespace runseal::notice
