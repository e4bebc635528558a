// What the readers of import_*.cc share: each takes the lines it understands, sets their use, and leaves the rest open.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/notice.h"
#include "notice/text_lines.h"
#include "notice/text_vocabulary.h"

namespace runseal::notice {

struct Reading {
  Document document;
  model::Notice notice;
};

// Markdown or plain text, by the marks in it.
[[nodiscard]] model::SourceFormat text_format(std::string_view text);

// All readers, in their order. Errors: limit, invalid (not UTF-8).
[[nodiscard]] Result<Reading> read_all(std::string_view text, model::SourceFormat format);

void read_heading(Reading& reading);   // references, kinds, title, date, publisher, language
void read_contacts(Reading& reading);  //
void read_products(Reading& reading);  // the table of affected products
void read_form(Reading& reading);      // the fields of the verification form
void read_prose(Reading& reading);     // harms, actions, guidance link, reply address
void list_unrecognised(Reading& reading);

// The lines without page furniture, by index: blank ones and rules included.
[[nodiscard]] std::vector<std::size_t> body_lines(const Document& document);
// Those, and the first of each piece of furniture.
[[nodiscard]] std::vector<std::size_t> distinct_lines(const Document& document);

// The only way in which a value comes into a notice.
template <class T>
[[nodiscard]] model::Found<T> found(Line& line, T value, std::string_view quoted) {
  line.use = LineUse::value;
  return {std::move(value), where(line, quoted)};
}

template <class T>
[[nodiscard]] std::optional<T> meaning(const std::vector<Word>& words, std::span<const Meaning<T>> table) {
  for (const auto& row : table)
    if (find_phrase(words, row.phrase)) return row.value;
  return std::nullopt;
}

// A whole line, or one cell of it, that is a date ("Trešdiena, 2024. gada 8. maijs"; "8 May 2024"): YYYY-MM-DD.
// A date whose order of day and month is not certain (05/08/2024) is none.
[[nodiscard]] std::optional<std::string> whole_date(std::string_view text);

// The address that is the whole of the text, or the first inside it; empty when there is none.
[[nodiscard]] std::string whole_address(std::string_view text);  // e-mail or telephone
[[nodiscard]] std::string email_in(std::string_view text);
[[nodiscard]] std::string url_in(std::string_view text);

}  // namespace runseal::notice
