#include "notice/page_sheet.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace runseal::notice {
namespace {

constexpr double first_line = 46, foot_line = Sheets::paper_height - 46, foot_right_width = 110;
constexpr Colour faint{0.93, 0.93, 0.93}, foot_grey{0.36, 0.38, 0.41}, foot_hair{0.80, 0.83, 0.85};

cairo_status_t collect(void* closure, const unsigned char* data, unsigned length) {
  try {
    auto& out = *static_cast<Bytes*>(closure);
    out.insert(out.end(), data, data + length);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::exception&) {
    return CAIRO_STATUS_WRITE_ERROR;
  }
}

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

PangoFontMap* font_map() { return pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT); }

}  // namespace

Result<> Sheets::check_fonts() {
  const Owned<PangoFontMap> fonts(font_map());
  const Owned<PangoContext> context(pango_font_map_create_context(fonts.get()));
  auto* wanted = pango_font_description_from_string("DejaVu Sans 9");
  const Owned<PangoFont> font(pango_context_load_font(context.get(), wanted));
  pango_font_description_free(wanted);
  if (font) return {};
  return fail(ErrorCode::unavailable, "this host has no fonts, so no PDF can be made", {}, "install fonts-dejavu-core");
}

Sheets::Sheets(PageSetup setup, std::size_t pages)
    : setup_(std::move(setup)),
      pages_(pages),
      surface_(cairo_pdf_surface_create_for_stream(collect, &bytes_, paper_width, paper_height)),
      pen_(cairo_create(surface_.get())),
      fonts_(font_map()),
      context_(pango_font_map_create_context(fonts_.get())) {
  const auto say = [&](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface_.get(), what, text.c_str());
  };
  say(CAIRO_PDF_METADATA_TITLE, setup_.title);
  say(CAIRO_PDF_METADATA_CREATOR, setup_.creator);
  say(CAIRO_PDF_METADATA_CREATE_DATE, setup_.created);
  for_paper(context_.get(), setup_.language);
  begin();
}

Paragraph Sheets::paragraph(const Words& words, double wide) {
  Paragraph out(context_.get(), words, wide);
  for (const auto c : out.unknown()) unknown_.insert(c);
  return out;
}

void Sheets::line(double y, const Colour& colour) {
  cairo_set_source_rgb(pen(), colour.red, colour.green, colour.blue);
  cairo_set_line_width(pen(), 0.5);
  cairo_move_to(pen(), margin, y);
  cairo_line_to(pen(), margin + width, y);
  cairo_stroke(pen());
}

void Sheets::fill(double y, double height, const Colour& colour) {
  cairo_set_source_rgb(pen(), colour.red, colour.green, colour.blue);
  cairo_rectangle(pen(), margin, y, width, height);
  cairo_fill(pen());
}

void Sheets::draw_watermark() {
  const auto sized = [&](double size) { return paragraph({{setup_.watermark, {size, true, faint}}}, 5000); };
  const auto mark = sized(std::min(110.0, 60.0 * 600 / sized(60).width()));
  cairo_save(pen());
  cairo_translate(pen(), paper_width / 2, paper_height / 2);
  cairo_rotate(pen(), -std::atan2(paper_height, paper_width));
  mark.draw(pen(), -mark.width() / 2, -mark.height(0, 1) / 2, 0, 1);
  cairo_restore(pen());
}

void Sheets::begin() {
  ++page_;
  top_ = first_line;
  if (!setup_.watermark.empty()) draw_watermark();
  const auto add = [&](const Words& words, double gap) {
    const auto text = paragraph(words, width);
    text.draw(pen(), margin, top_, 0, text.lines());
    top_ += text.height(0, text.lines()) + gap;
  };
  if (!setup_.banner.empty()) add(setup_.banner, 10);
  if (page_ > 1) add(setup_.head, 12);
}

// The foot comes last, so that who has the page read out hears it last.
void Sheets::end() {
  line(foot_line - 5, foot_hair);
  const auto left = paragraph(setup_.foot_left, width - foot_right_width);
  left.draw(pen(), margin, foot_line, 0, left.lines());
  auto number = base::replaced(setup_.foot_right, "{pages}", std::to_string(pages_));
  number = base::replaced(number, "{page}", std::to_string(page_));
  const auto right = paragraph({{number, {8, false, foot_grey}}}, foot_right_width);
  right.draw(pen(), margin + width - right.width(), foot_line, 0, right.lines());
  cairo_show_page(pen());
}

double Sheets::next() {
  end();
  begin();
  return top_;
}

Result<> Sheets::check_characters() const {
  constexpr std::size_t most_listed = 20;
  std::string list;
  for (const auto c : unknown_) {
    if (std::ranges::count(list, '+') == most_listed) break;
    list += fmt::format("{}U+{:04X}", list.empty() ? "" : ", ", static_cast<std::uint32_t>(c));
  }
  if (unknown_.empty()) return {};
  return fail(ErrorCode::invalid, fmt::format("no font here can draw {} of the characters: {}", unknown_.size(), list),
              "reply", "install fonts for that script (fonts-dejavu-core for Latin, fonts-noto-core for most others)");
}

Result<Bytes> Sheets::finish() {
  end();
  RUNSEAL_CHECK(check_characters());
  cairo_surface_finish(surface_.get());
  for (const auto status : {cairo_status(pen()), cairo_surface_status(surface_.get())})
    if (status != CAIRO_STATUS_SUCCESS)
      return fail(ErrorCode::internal, std::string("the PDF could not be written: ") + cairo_status_to_string(status));
  return std::move(bytes_);
}

}  // namespace runseal::notice
