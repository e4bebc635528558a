// Device identifiers as a scanner or a label gives them. Pure functions, safe from any thread.
// Source: GS1 General Specifications: what they say of element strings and FNC1, of check digits (7.9.1) and of dates.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace runseal::notice {

struct Udi {
  std::string di;       // 14 digits, check digit verified: AI (01)
  std::string serial;   // AI (21)
  std::string lot;      // AI (10)
  std::string expires;  // YYYY-MM-DD: AI (17)
  std::string made;     // YYYY-MM-DD: AI (11)
};

// Takes element strings with brackets, "(01)00816270020125(21)NB123", or as scanned: FNC1 as the byte 0x1D (or U+241D),
// with or without a symbology prefix (]d2, ]C1, ]Q3, ]e0), and a bare GTIN of 12, 13 or 14 digits.
// Errors: invalid (what is wrong, and where in the text); limit (over 400 bytes).
[[nodiscard]] Result<Udi> parse_udi(std::string_view scanned);

// 8, 12, 13 or 14 digits whose last is the check digit of the others (7.9.1).
[[nodiscard]] bool gtin_check_digit_ok(std::string_view digits);

// 12, 13 or 14 digits, spaces and hyphens dropped, filled up with zeros in front to 14. Errors: invalid.
[[nodiscard]] Result<std::string> normal_gtin(std::string_view text);

// For comparing only: spaces and hyphens dropped, upper case, leading zeros dropped where all are digits.
[[nodiscard]] std::string normal_catalogue_number(std::string_view text);

}  // namespace runseal::notice
