#include "notice/reply_style.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "notice/form_date.h"
#include "notice/phrases.h"

namespace runseal::notice {

Tongue::Tongue(std::string language, std::string date_format)
    : language_(std::move(language)), date_format_(std::move(date_format)) {}

std::string Tongue::keep(Result<std::string> result) const {
  if (result) return *std::move(result);
  if (!error_) error_ = std::move(result).error();
  return {};
}

std::string Tongue::operator()(std::string_view key) const { return keep(phrase(language_, key)); }

std::string Tongue::date(const std::string& day) const {
  if (day.empty()) return (*this)("form.none");
  const auto parsed = base::parse_date(day);
  if (!parsed) return keep(fail(parsed.error()));
  return keep(form_date(date_format_, *parsed, language_));
}

std::string Tongue::instant(const std::string& at) const {
  const auto parsed = base::parse_instant(at);
  if (!parsed) return keep(fail(parsed.error()));
  return keep(form_date(date_format_, base::date_of(*parsed), language_)) +
         fmt::format(" {}", base::format_instant(*parsed).substr(11, 5));
}

std::string Tongue::or_none(const std::string& text) const {
  return base::trim(text).empty() ? (*this)("form.none") : tamed(text);
}

void draw_section(Pages& pages, const std::string& heading) {
  pages.space(15);
  pages.keep(60);  // never a heading alone at the foot of a page
  pages.row({{0, Pages::width, {{heading, heading2}}}}, {.below = 4, .rule = accent});
}

void draw_field(Pages& pages, const std::string& name, const Words& value) {
  pages.row({{0, 145, {{name, label}}}, {155, Pages::width - 155, value}}, {.above = 4.5, .below = 4.5, .rule = hair});
}

}  // namespace runseal::notice
