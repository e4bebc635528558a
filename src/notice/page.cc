#include "notice/page.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"

namespace runseal::notice {
namespace {

constexpr double paper_width = 595.276, paper_height = 841.89;  // ISO 216 A4: 210 mm × 297 mm
constexpr double margin = (paper_width - Pages::width) / 2;
constexpr double top = 46, bottom = paper_height - 62, foot = paper_height - 46;
constexpr Colour faint{0.93, 0.93, 0.93}, grey{0.38, 0.40, 0.42}, hair{0.80, 0.82, 0.84};

cairo_status_t collect(void* closure, const unsigned char* data, unsigned length) {
  try {
    auto& out = *static_cast<Bytes*>(closure);
    out.insert(out.end(), data, data + length);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::exception&) {
    return CAIRO_STATUS_WRITE_ERROR;
  }
}

struct Release {
  void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
  void operator()(cairo_t* it) const { cairo_destroy(it); }
  void operator()(PangoFontMap* it) const { g_object_unref(it); }
  void operator()(PangoContext* it) const { g_object_unref(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

// Glyphs stand where the font says, not where a screen's pixels are: the same text takes the same room everywhere.
void for_paper(PangoContext* context, const std::string& language) {
  auto* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_language(context, pango_language_from_string(language.c_str()));
}

struct Cell {
  Paragraph paragraph;
  double x;
  Mark mark;
  double drop;  // brings its first line down to the row's common baseline
  std::size_t drawn = 0;

  [[nodiscard]] std::size_t left() const { return paragraph.lines() - drawn; }
  [[nodiscard]] double tall() const { return drop + paragraph.height(0, paragraph.lines()); }
};

}  // namespace

struct Pages::State {
  PageSetup setup;
  std::size_t pages;
  Bytes bytes;
  Owned<cairo_surface_t> surface;
  Owned<cairo_t> pen;
  Owned<PangoFontMap> fonts;
  Owned<PangoContext> context;
  std::size_t page = 0;
  double y = top;
  double page_top = top;  // where this page's own content begins
  std::set<char32_t> unknown;
  std::function<void()> again;

  [[nodiscard]] Paragraph paragraph(const Words& words, double wide) {
    Paragraph out(context.get(), words, wide);
    for (const auto c : out.unknown()) unknown.insert(c);
    return out;
  }
  void put(const Words& words, double x, double at, double wide) {
    const auto paragraph_ = paragraph(words, wide);
    paragraph_.draw(pen.get(), x, at, 0, paragraph_.lines());
  }
  void colour(const Colour& c) { cairo_set_source_rgb(pen.get(), c.red, c.green, c.blue); }
  void line(double at, const Colour& c) {
    colour(c);
    cairo_set_line_width(pen.get(), 0.5);
    cairo_move_to(pen.get(), margin, at);
    cairo_line_to(pen.get(), margin + width, at);
    cairo_stroke(pen.get());
  }

  void watermark();
  void head();
  void end_page();
  void begin_page();
  [[nodiscard]] std::vector<Cell> cells(const std::vector<Column>& columns);
  void draw_piece(std::vector<Cell>& cells, const Look& look, double room);
};

void Pages::State::watermark() {
  if (setup.watermark.empty()) return;
  const auto sized = [&](double size) { return paragraph({{setup.watermark, {size, true, faint}}}, 5000); };
  const double size = std::min(110.0, 60.0 * 600 / sized(60).width());
  const auto mark = sized(size);
  cairo_save(pen.get());
  cairo_translate(pen.get(), paper_width / 2, paper_height / 2);
  cairo_rotate(pen.get(), -std::atan2(paper_height, paper_width));
  mark.draw(pen.get(), -mark.width() / 2, -mark.height(0, 1) / 2, 0, 1);
  cairo_restore(pen.get());
}

void Pages::State::head() {
  y = top;
  if (!setup.banner.empty()) {
    const auto banner = paragraph(setup.banner, width);
    banner.draw(pen.get(), margin, y, 0, banner.lines());
    y += banner.height(0, banner.lines()) + 10;
  }
  if (page > 1) {
    const auto name = paragraph(setup.head, width);
    name.draw(pen.get(), margin, y, 0, name.lines());
    y += name.height(0, name.lines()) + 12;
  }
  page_top = y;
}

// Last, so that who has the page read out hears it last.
void Pages::State::end_page() {
  line(foot - 5, hair);
  put(setup.foot_left, margin, foot, width - 110);
  auto number = base::replaced(setup.foot_right, "{page}", std::to_string(page));
  number = base::replaced(number, "{pages}", pages == 0 ? "?" : std::to_string(pages));
  const auto right = paragraph({{number, {8, false, grey}}}, 110);
  right.draw(pen.get(), margin + width - right.width(), foot, 0, right.lines());
  cairo_show_page(pen.get());
}

void Pages::State::begin_page() {
  if (page > 0) end_page();
  ++page;
  watermark();
  head();
}

std::vector<Cell> Pages::State::cells(const std::vector<Column>& columns) {
  std::vector<Cell> out;
  double lowest = 0;
  for (const auto& column : columns) {
    if (column.words.empty()) continue;
    const double inset = column.mark == Mark::none ? 0 : mark_width;
    out.push_back({paragraph(column.words, column.width - inset), margin + column.x + inset, column.mark, 0});
    lowest = std::max(lowest, out.back().paragraph.baseline());
  }
  for (auto& cell : out) cell.drop = lowest - cell.paragraph.baseline();
  return out;
}

// As many lines of every cell as the room takes; at least one each, so that it always ends.
void Pages::State::draw_piece(std::vector<Cell>& cells, const Look& look, double room) {
  const double inner = room - look.above - look.below;
  double tall = 0;
  std::vector<std::size_t> counts;
  for (const auto& cell : cells) {
    const double drop = cell.drawn == 0 ? cell.drop : 0;
    const auto fit = cell.left() == 0 ? 0 : std::max<std::size_t>(1, cell.paragraph.fitting(cell.drawn, inner - drop));
    counts.push_back(fit);
    tall = std::max(tall, drop + cell.paragraph.height(cell.drawn, fit));
  }
  const double all = look.above + tall + look.below;
  if (look.fill) {
    colour(*look.fill);
    cairo_rectangle(pen.get(), margin, y, width, all);
    cairo_fill(pen.get());
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto& cell = cells[i];
    const double at = y + look.above + (cell.drawn == 0 ? cell.drop : 0);
    if (cell.drawn == 0) draw_mark(pen.get(), cell.mark, cell.x - mark_width, at + cell.paragraph.height(0, 1) / 2);
    cell.paragraph.draw(pen.get(), cell.x, at, cell.drawn, counts[i]);
    cell.drawn += counts[i];
  }
  y += all;
  if (look.rule) line(y, *look.rule);
}

Pages::Pages(PageSetup setup, std::size_t pages) : state_(std::make_unique<State>()) {
  auto& s = *state_;
  s.setup = std::move(setup);
  s.pages = pages;
  s.surface.reset(cairo_pdf_surface_create_for_stream(collect, &s.bytes, paper_width, paper_height));
  auto* surface = s.surface.get();
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, s.setup.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, s.setup.creator.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, s.setup.created.c_str());
  s.pen.reset(cairo_create(surface));
  s.fonts.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  s.context.reset(pango_font_map_create_context(s.fonts.get()));
  for_paper(s.context.get(), s.setup.language);
  s.begin_page();
}

Pages::~Pages() = default;

void Pages::space(double height) {
  if (state_->y > state_->page_top) state_->y += height;
}

double Pages::height_of(const std::vector<Column>& columns, const Look& look) {
  double tall = 0;
  for (const auto& cell : state_->cells(columns)) tall = std::max(tall, cell.tall());
  return look.above + tall + look.below;
}

void Pages::keep(double height) {
  if (height > bottom - state_->y && state_->y > state_->page_top) begin_page();
}

void Pages::begin_page() {
  if (state_->page > most) return;  // finish() says so
  state_->begin_page();
  if (state_->again) state_->again();
  state_->page_top = state_->y;
}

void Pages::on_new_page(std::function<void()> again) { state_->again = std::move(again); }

void Pages::row(const std::vector<Column>& columns, const Look& look) {
  auto& s = *state_;
  auto cells = s.cells(columns);
  double tall = look.above + look.below;
  for (const auto& cell : cells) tall = std::max(tall, look.above + cell.tall() + look.below);
  if (tall <= bottom - s.page_top) keep(tall);
  while (s.page <= most && std::ranges::any_of(cells, [](const Cell& cell) { return cell.left() > 0; })) {
    if (bottom - s.y < look.above + look.below + 14) begin_page();
    s.draw_piece(cells, look, bottom - s.y);
  }
}

std::size_t Pages::count() const { return state_->page; }

Result<Bytes> Pages::finish() {
  auto& s = *state_;
  s.end_page();
  if (s.page > most)
    return fail(ErrorCode::limit, fmt::format("the form would have more than {} pages", most), "reply");
  if (!s.unknown.empty()) {
    std::string list;
    std::size_t listed = 0;
    for (const auto c : s.unknown) {
      if (++listed > 20) break;
      list += fmt::format("{}U+{:04X}", list.empty() ? "" : ", ", static_cast<std::uint32_t>(c));
    }
    return fail(ErrorCode::invalid,
                fmt::format("no font here can draw {} of the characters: {}", s.unknown.size(), list), "reply",
                "install fonts for that script (fonts-dejavu-core for Latin, fonts-noto-core for most others)");
  }
  cairo_surface_finish(s.surface.get());
  for (const auto status : {cairo_status(s.pen.get()), cairo_surface_status(s.surface.get())})
    if (status != CAIRO_STATUS_SUCCESS)
      return fail(ErrorCode::internal, std::string("the PDF could not be written: ") + cairo_status_to_string(status));
  return std::move(s.bytes);
}

}  // namespace runseal::notice
