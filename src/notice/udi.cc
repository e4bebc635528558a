#include "notice/udi.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "base/time.h"

namespace runseal::notice {
namespace {

constexpr std::size_t max_scanned = 400;
constexpr char fnc1 = '\x1d';

struct Identifier {
  std::string_view ai;
  std::size_t min;
  std::size_t max;  // equal to min where the length is predefined
};

// The application identifiers that stand on medical devices. Any other one is said, not guessed at.
constexpr std::array identifiers{
    Identifier{"00", 18, 18},   Identifier{"01", 14, 14},  Identifier{"02", 14, 14},  Identifier{"10", 1, 20},
    Identifier{"11", 6, 6},     Identifier{"12", 6, 6},    Identifier{"13", 6, 6},    Identifier{"15", 6, 6},
    Identifier{"16", 6, 6},     Identifier{"17", 6, 6},    Identifier{"20", 2, 2},    Identifier{"21", 1, 20},
    Identifier{"22", 1, 20},    Identifier{"30", 1, 8},    Identifier{"37", 1, 8},    Identifier{"235", 1, 28},
    Identifier{"240", 1, 30},   Identifier{"241", 1, 30},  Identifier{"250", 1, 30},  Identifier{"251", 1, 30},
    Identifier{"400", 1, 30},   Identifier{"410", 13, 13}, Identifier{"414", 13, 13}, Identifier{"422", 3, 3},
    Identifier{"7003", 10, 10}, Identifier{"8012", 1, 20}, Identifier{"90", 1, 30},   Identifier{"91", 1, 90},
    Identifier{"92", 1, 90},    Identifier{"93", 1, 90},   Identifier{"94", 1, 90},   Identifier{"95", 1, 90},
    Identifier{"96", 1, 90},    Identifier{"97", 1, 90},   Identifier{"98", 1, 90},   Identifier{"99", 1, 90},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

auto wrong(std::string why, std::string_view scanned) {
  return fail(ErrorCode::invalid, std::move(why), base::printable(scanned, 120),
              "scan it again, or type the number after (01) on the label");
}

const Identifier* identifier_at(std::string_view text) {
  for (const auto& one : identifiers)
    if (text.starts_with(one.ai)) return &one;
  return nullptr;
}

// YYMMDD; the day 00 means the last of the month. The century rule of the same specifications, fixed for readers of
// these decades.
std::optional<std::string> full_date(std::string_view digits) {
  if (digits.size() != 6 || !all_digits(digits)) return std::nullopt;
  const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
  const std::chrono::year_month month{std::chrono::year{two(0) + (two(0) >= 80 ? 1900 : 2000)},
                                      std::chrono::month{static_cast<unsigned>(two(2))}};
  if (!month.ok()) return std::nullopt;
  const Date date =
      two(4) == 0 ? Date{month / std::chrono::last} : month / std::chrono::day{static_cast<unsigned>(two(4))};
  if (!date.ok()) return std::nullopt;
  return base::format_date(date);
}

// GS1's character set 82: the characters an identifier may hold, all in visible ASCII.
bool is_value_character(char c) { return c > ' ' && c < 0x7f && !std::string_view("#$@[]\\^`{|}~").contains(c); }

Result<> keep(Udi& udi, const Identifier& identifier, std::string_view value, std::string_view scanned) {
  const auto name = "(" + std::string(identifier.ai) + ")";
  if (value.size() < identifier.min || value.size() > identifier.max)
    return wrong("the value of " + name + " has the wrong length", scanned);
  if (!std::ranges::all_of(value, is_value_character))
    return wrong("the value of " + name + " holds a character that cannot be there", scanned);
  std::string* field = identifier.ai == "01"   ? &udi.di
                       : identifier.ai == "21" ? &udi.serial
                       : identifier.ai == "10" ? &udi.lot
                       : identifier.ai == "17" ? &udi.expires
                       : identifier.ai == "11" ? &udi.made
                                               : nullptr;
  if (!field) return {};
  if (!field->empty()) return wrong(name + " stands there twice", scanned);
  if (identifier.ai == "01" && !gtin_check_digit_ok(value))
    return wrong("the check digit of the UDI-DI " + std::string(value) + " is wrong", scanned);
  if (field != &udi.expires && field != &udi.made) {
    *field = value;
    return {};
  }
  const auto date = full_date(value);
  if (!date) return wrong("the date of " + name + " does not exist", scanned);
  *field = *date;
  return {};
}

// A bracket opens an identifier only where digits and a closing bracket follow: serial numbers may hold brackets too.
bool bracket_at(std::string_view text) {
  if (!text.starts_with('(')) return false;
  const auto close = text.find(')');
  return close >= 3 && close <= 5 && all_digits(text.substr(1, close - 1));
}

Result<Udi> with_brackets(std::string_view scanned) {
  Udi udi;
  auto text = scanned;
  while (!text.empty()) {
    if (!bracket_at(text)) return wrong("expected an identifier in brackets, such as (01)", scanned);
    const auto close = text.find(')');
    const auto* identifier = identifier_at(text.substr(1, close - 1));
    if (!identifier || identifier->ai.size() != close - 1)
      return wrong("unknown identifier (" + std::string(text.substr(1, close - 1)) + ")", scanned);
    text.remove_prefix(close + 1);
    std::size_t end = 0;
    while (end < text.size() && !bracket_at(text.substr(end))) ++end;
    auto value = base::trim(text.substr(0, end));
    if (value.ends_with(fnc1)) value.remove_suffix(1);
    RUNSEAL_CHECK(keep(udi, *identifier, value, scanned));
    text.remove_prefix(end);
  }
  return udi;
}

Result<Udi> as_scanned(std::string_view scanned) {
  Udi udi;
  auto text = scanned;
  while (!text.empty()) {
    if (text.starts_with(fnc1)) {
      text.remove_prefix(1);
      continue;
    }
    const auto* identifier = identifier_at(text);
    if (!identifier) return wrong("unknown identifier at \"" + base::printable(text.substr(0, 4)) + "\"", scanned);
    text.remove_prefix(identifier->ai.size());
    const bool fixed = identifier->min == identifier->max;
    const auto length = fixed ? std::min(identifier->max, text.size()) : std::min(text.find(fnc1), text.size());
    RUNSEAL_CHECK(keep(udi, *identifier, text.substr(0, length), scanned));
    text.remove_prefix(length);
  }
  return udi;
}

std::string_view without_symbology(std::string_view text) {
  for (const std::string_view prefix : {"]d2", "]C1", "]Q3", "]e0", "]E0", "]J1"})
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  return text;
}

}  // namespace

bool gtin_check_digit_ok(std::string_view digits) {
  const auto size = digits.size();
  if ((size != 8 && size != 12 && size != 13 && size != 14) || !all_digits(digits)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += (digits[size - 1 - i] - '0') * (i % 2 == 1 ? 3 : 1);
  return sum % 10 == 0;
}

Result<std::string> normal_gtin(std::string_view text) {
  if (text.size() > 64) return fail(ErrorCode::invalid, "too long for a UDI-DI", base::printable(text, 60));
  std::string digits;
  for (const char c : base::trim(text))
    if (c != ' ' && c != '-') digits += c;
  if (!all_digits(digits) || digits.size() < 12 || digits.size() > 14)
    return fail(ErrorCode::invalid, "a UDI-DI has 12, 13 or 14 digits", base::printable(text, 60));
  if (!gtin_check_digit_ok(digits))
    return fail(ErrorCode::invalid, "the check digit of the UDI-DI " + digits + " is wrong", {},
                "compare it with the label: one digit is misread or two are exchanged");
  return std::string(14 - digits.size(), '0') + digits;
}

std::string normal_catalogue_number(std::string_view text) {
  auto plain = base::replaced(base::without_marks(text), "\u2010", "");
  for (const std::string_view dash : {"\u2011", "\u2012", "\u2013", "\u2014", "\u2212"})
    plain = base::replaced(std::move(plain), dash, "");
  std::string kept;
  for (const char c : plain)
    if (!std::string_view(" \t-").contains(c)) kept += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (!all_digits(kept)) return kept;
  const auto first = kept.find_first_not_of('0');
  return first == std::string::npos ? "0" : kept.substr(first);
}

Result<Udi> parse_udi(std::string_view scanned) {
  if (scanned.size() > max_scanned)
    return fail(ErrorCode::limit, "too long for a scanned UDI", base::printable(scanned, 60));
  const auto separated = base::replaced(std::string(base::trim(scanned)), "\u241d", std::string(1, fnc1));
  auto text = without_symbology(separated);
  while (text.starts_with(fnc1)) text.remove_prefix(1);
  if (text.empty()) return wrong("there is nothing to read", scanned);
  Udi udi;
  if (const auto bare = normal_gtin(text); bare)
    udi.di = *bare;
  else if (text.starts_with('(')) {
    RUNSEAL_TRY(udi, with_brackets(text));
  } else if (all_digits(text) && text.size() >= 12 && text.size() <= 14) {
    return fail(bare.error());
  } else {
    RUNSEAL_TRY(udi, as_scanned(text));
  }
  if (udi.di.empty()) return wrong("there is no device identifier (01) in it", scanned);
  return udi;
}

}  // namespace runseal::notice
