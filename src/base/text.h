// Text in Unicode: what more than one room needs, over ICU.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace runseal::base {

[[nodiscard]] bool is_utf8(std::string_view text);
[[nodiscard]] std::optional<std::u16string> utf16(std::string_view text);  // nothing when not UTF-8
[[nodiscard]] std::string from_utf16(std::u16string_view text);            // a lone surrogate becomes U+FFFD

[[nodiscard]] std::string fold_case(std::string_view text);      // for comparing without case, in any script
[[nodiscard]] std::string without_marks(std::string_view text);  // "Pārbaudes" → "Parbaudes" (NFKD, marks dropped)

[[nodiscard]] std::string_view trim(std::string_view text);                // ASCII space and U+00A0
[[nodiscard]] std::vector<std::string_view> lines(std::string_view text);  // without \n, \r\n
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to);

// What may be shown on a terminal: control characters (C0, C1, escape) and bytes that are not UTF-8 become '?'.
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes = 400);

}  // namespace runseal::base
