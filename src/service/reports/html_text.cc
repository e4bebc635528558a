#include "service/reports/html_text.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::service::html {
namespace {

std::string escaped(std::string_view line) {
  std::string out;
  for (const char c : base::printable(line, line.size())) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace

Markup text(std::string_view text) {
  std::string out;
  for (const auto& line : base::split(base::replaced(std::string(text), "\t", "    "), '\n'))
    out += (out.empty() ? "" : "\n") + escaped(line);
  return {out};
}

Markup element(std::string_view tag, const Markup& content, std::string_view classes) {
  return begin_tag(tag, classes) + content + end_tag(tag);
}

Markup begin_tag(std::string_view tag, std::string_view classes) {
  return {classes.empty() ? fmt::format("<{}>", tag) : fmt::format("<{} class=\"{}\">", tag, classes)};
}

Markup end_tag(std::string_view tag) { return {fmt::format("</{}>\n", tag)}; }

Markup anchored(std::string_view tag, std::size_t number, const Markup& content) {
  return {fmt::format("<{} id=\"c{}\">{}</{}>\n", tag, number, content.text, tag)};
}

Markup link_to(std::size_t number, std::string_view words) {
  return {fmt::format("<a href=\"#c{}\">{}</a>", number, text(words).text)};
}

}  // namespace runseal::service::html
