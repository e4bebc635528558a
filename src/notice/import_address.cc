// Dates and addresses inside a line.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/time.h"
#include "notice/import_reading.h"

namespace runseal::notice {
namespace {

bool alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.size() > 254 || text.find('@', at + 1) != std::string_view::npos)
    return false;
  const auto domain = text.substr(at + 1);
  const auto fits = [](char c) { return alnum(c) || std::string_view(".-_+%").contains(c); };
  return std::ranges::all_of(text.substr(0, at), fits) && std::ranges::all_of(domain, fits) && domain.contains('.') &&
         alnum(domain.front()) && alnum(domain.back());
}

bool is_telephone(std::string_view text) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || std::string_view(" +-()./").contains(c); };
  return digits >= 7 && digits <= 15 && std::ranges::all_of(text, fits) &&
         (text.front() == '+' || text.front() == '(' || alnum(text.front()));
}

std::string_view bare(std::string_view token) {
  while (!token.empty() && std::string_view("<([\"'").contains(token.front())) token.remove_prefix(1);
  while (!token.empty() && std::string_view(">)]\"'.,;:").contains(token.back())) token.remove_suffix(1);
  return token;
}

template <class Wanted>
std::string first_token(std::string_view text, Wanted wanted) {
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (const auto token = bare(text.substr(0, end)); wanted(token)) return std::string(token);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

struct DateParts {
  std::vector<int> numbers;
  std::vector<std::size_t> lengths;
  unsigned month = 0;
  std::size_t numbers_before_month = 0;
};

std::optional<int> leading_number(std::string_view word) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  const auto rest = std::string_view(end, static_cast<std::size_t>(word.data() + word.size() - end));
  const bool ordinal = rest == "st" || rest == "nd" || rest == "rd" || rest == "th";
  return error == std::errc() && (rest.empty() || ordinal) ? std::optional(value) : std::nullopt;
}

// Nothing when a word is no part of a date.
std::optional<DateParts> date_parts(const std::vector<Word>& words) {
  DateParts parts;
  for (const auto& word : words) {
    if (const auto value = leading_number(word.folded)) {
      parts.numbers.push_back(*value);
      parts.lengths.push_back(word.to - word.from);
      continue;
    }
    if (std::ranges::find(vocabulary::weekdays(), std::string_view(word.folded)) != vocabulary::weekdays().end() ||
        word.folded == "gada" || word.folded == "of")
      continue;
    if (&word == &words.front() && find_any({word}, vocabulary::date_labels())) continue;
    const auto month = meaning(std::vector<Word>{word}, vocabulary::months());
    if (!month || parts.month != 0) return std::nullopt;
    parts.month = *month;
    parts.numbers_before_month = parts.numbers.size();
  }
  return parts;
}

std::optional<std::string> made(int year, unsigned month, int day) {
  const Date date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1990 || year > 2100 || day < 1 || !date.ok()) return std::nullopt;
  return base::format_date(date);
}

}  // namespace

std::optional<std::string> whole_date(std::string_view text) {
  if (text.size() > 80) return std::nullopt;
  const auto parts = date_parts(words_of(text));
  if (!parts) return std::nullopt;
  const auto& n = parts->numbers;
  if (parts->month != 0) {
    if (n.size() != 2) return std::nullopt;
    return parts->lengths[0] == 4 ? made(n[0], parts->month, n[1]) : made(n[1], parts->month, n[0]);
  }
  if (n.size() != 3 || n[1] < 1 || n[1] > 12) return std::nullopt;
  if (parts->lengths[0] == 4) return made(n[0], static_cast<unsigned>(n[1]), n[2]);
  const bool dotted = std::ranges::count(text, '.') >= 2;  // 08.05.2024 is the eighth of May everywhere
  if (parts->lengths[2] == 4 && (dotted || n[0] > 12)) return made(n[2], static_cast<unsigned>(n[1]), n[0]);
  return std::nullopt;
}

std::string whole_address(std::string_view text) {
  const auto one = bare(base::trim(text));
  return is_email(one) || (!one.empty() && is_telephone(one)) ? std::string(one) : std::string();
}

std::string email_in(std::string_view text) { return first_token(text, is_email); }

std::string url_in(std::string_view text) {
  return first_token(text, [](std::string_view token) {
    return (token.starts_with("https://") || token.starts_with("http://")) && token.size() > 10 && token.size() < 2000;
  });
}

}  // namespace runseal::notice
