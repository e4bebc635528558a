// Building HTML of which every text is escaped: only element() and its halves make tags, and only text() makes
// text.
#pragma once

#include <string>
#include <string_view>

namespace runseal::service::html {

// Already HTML.
struct Markup {
  std::string text;

  Markup& operator+=(const Markup& more) {
    text += more.text;
    return *this;
  }
  friend Markup operator+(Markup a, const Markup& b) { return a += b; }
};

// & < > " ' as references; control characters (but line ends and tabs) and what is not UTF-8 as '?'.
[[nodiscard]] Markup text(std::string_view text);

// `tag` and `classes` are words of ours.
[[nodiscard]] Markup element(std::string_view tag, const Markup& content, std::string_view classes = {});
[[nodiscard]] inline Markup element(std::string_view tag, std::string_view content, std::string_view classes = {}) {
  return element(tag, text(content), classes);
}

// Its two halves, for a content that is not held whole.
[[nodiscard]] Markup begin_tag(std::string_view tag, std::string_view classes);
[[nodiscard]] Markup end_tag(std::string_view tag);

// A place in this document, and a link to it.
[[nodiscard]] Markup anchored(std::string_view tag, std::size_t number, const Markup& content);
[[nodiscard]] Markup link_to(std::size_t number, std::string_view words);

}  // namespace runseal::service::html
