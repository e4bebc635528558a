#include "notice/page_text.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace runseal::notice {
namespace {

constexpr double unit = PANGO_SCALE;

guint16 channel(double value) { return static_cast<guint16>(std::lround(value * 65535)); }

struct Attributes {
  PangoAttrList* list = pango_attr_list_new();
  ~Attributes() { pango_attr_list_unref(list); }
  void add(PangoAttribute* attribute, std::size_t from, std::size_t to) const {
    attribute->start_index = static_cast<guint>(from);
    attribute->end_index = static_cast<guint>(to);
    pango_attr_list_insert(list, attribute);
  }
};

void style(const Attributes& attributes, const Type& type, std::size_t from, std::size_t to) {
  auto* font = pango_font_description_new();
  pango_font_description_set_family_static(font, type.mono ? "DejaVu Sans Mono" : "DejaVu Sans");
  pango_font_description_set_weight(font, type.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, type.size * unit);
  attributes.add(pango_attr_font_desc_new(font), from, to);
  pango_font_description_free(font);
  const auto& [red, green, blue] = type.colour;
  attributes.add(pango_attr_foreground_new(channel(red), channel(green), channel(blue)), from, to);
  if (type.whole) attributes.add(pango_attr_allow_breaks_new(FALSE), from, to);
}

bool reorders(char16_t c) {  // Unicode Bidirectional Algorithm (UAX 9), explicit formatting characters
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

char16_t tame(char16_t c) {
  if (c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v' || c == 0x85 || c == 0x2028 || c == 0x2029)
    return ' ';
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0xFFF9 && c <= 0xFFFC);
  return control || reorders(c) ? u'\uFFFD' : c;
}

}  // namespace

std::string tamed(std::string_view text) {
  auto wide = base::utf16(text).value_or(u"\uFFFD");
  std::ranges::transform(wide, wide.begin(), tame);
  return base::from_utf16(wide);
}

Paragraph::Paragraph(PangoContext* context, const Words& words, double width) : layout_(pango_layout_new(context)) {
  std::string text;
  const Attributes attributes;
  for (const auto& span : words) {
    const auto from = text.size();
    text += span.text;
    style(attributes, span.type, from, text.size());
  }
  // A hyphen that nobody wrote would change an address or a hash. Ligatures and kerning make programs that read the
  // PDF guess at letters and spaces ("09.MAY" and ".2024").
  attributes.add(pango_attr_insert_hyphens_new(FALSE), 0, G_MAXUINT);
  attributes.add(pango_attr_font_features_new("liga=0, dlig=0, kern=0"), 0, G_MAXUINT);
  pango_layout_set_attributes(layout_.get(), attributes.list);
  pango_layout_set_width(layout_.get(), static_cast<int>(width * unit));
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));

  auto* at = pango_layout_get_iter(layout_.get());
  do {
    PangoRectangle logical{};
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    lines_.push_back({pango_layout_iter_get_line_readonly(at), logical.x / unit,
                      pango_layout_iter_get_baseline(at) / unit, logical.y / unit,
                      logical.y / unit + logical.height / unit});
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
}

double Paragraph::height(std::size_t first, std::size_t count) const {
  return count == 0 ? 0 : lines_[first + count - 1].bottom - lines_[first].top;
}

std::size_t Paragraph::fitting(std::size_t first, double height) const {
  std::size_t count = 0;
  while (first + count < lines_.size() && lines_[first + count].bottom - lines_[first].top <= height) ++count;
  return count;
}

double Paragraph::width() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return logical.width / unit;
}

void Paragraph::draw(cairo_t* to, double x, double y, std::size_t first, std::size_t count) const {
  for (std::size_t i = first; i < first + count; ++i) {
    cairo_move_to(to, x + lines_[i].left, y + lines_[i].baseline - lines_[first].top);
    pango_cairo_show_layout_line(to, lines_[i].line);
  }
}

std::vector<char32_t> Paragraph::unknown() const {
  if (pango_layout_get_unknown_glyphs_count(layout_.get()) == 0) return {};
  std::vector<char32_t> out;
  for (const auto& line : lines_)
    for (const auto* run = line.line->runs; run; run = run->next) {
      const auto* glyphs = static_cast<const PangoGlyphItem*>(run->data)->glyphs;
      for (int i = 0; i < glyphs->num_glyphs; ++i)
        if (const auto glyph = glyphs->glyphs[i].glyph; glyph & PANGO_GLYPH_UNKNOWN_FLAG)
          out.push_back(glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
    }
  return out;
}

}  // namespace runseal::notice
