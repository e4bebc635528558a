#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

namespace runseal::base {
namespace {

// Calls visit(code point or negative, first byte, past the last byte) for each character.
template <class Visit>
void each_code_point(std::string_view text, Visit visit) {
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t at = 0;
  while (at < length) {
    const auto from = at;
    UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // inside ICU's macro
    U8_NEXT(text.data(), at, length, c);       // NOLINT(bugprone-inc-dec-in-conditions): inside ICU's macro
#pragma GCC diagnostic pop
    visit(c, static_cast<std::size_t>(from), static_cast<std::size_t>(at));
  }
}

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace

bool is_utf8(std::string_view text) {
  bool good = true;
  each_code_point(text, [&](UChar32 c, std::size_t, std::size_t) { good = good && c >= 0; });
  return good;
}

std::optional<std::u16string> utf16(std::string_view text) {
  if (!is_utf8(text)) return std::nullopt;
  const auto wide = unicode(text);
  return std::u16string(wide.getBuffer(), static_cast<std::size_t>(wide.length()));
}

std::string from_utf16(std::u16string_view text) {
  return utf8(icu::UnicodeString(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string fold_case(std::string_view text) { return utf8(unicode(text).foldCase()); }

std::string without_marks(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfkd = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return std::string(text);
  const auto decomposed = nfkd->normalize(unicode(text), status);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const auto c = decomposed.char32At(i);
    if (u_charType(c) != U_NON_SPACING_MARK) kept.append(c);
  }
  return utf8(kept);
}

std::string_view trim(std::string_view text) {
  const auto blank_at_front = [&] {
    return text.starts_with("\u00a0")                                                ? 2U
           : !text.empty() && std::string_view(" \t\r\n\f\v").contains(text.front()) ? 1U
                                                                                     : 0U;
  };
  const auto blank_at_back = [&] {
    return text.ends_with("\u00a0")                                                 ? 2U
           : !text.empty() && std::string_view(" \t\r\n\f\v").contains(text.back()) ? 1U
                                                                                    : 0U;
  };
  while (const auto n = blank_at_front()) text.remove_prefix(n);
  while (const auto n = blank_at_back()) text.remove_suffix(n);
  return text;
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (;;) {
    const auto end = text.find(separator, from);
    parts.emplace_back(text.substr(from, end - from));
    if (end == std::string_view::npos) return parts;
    from = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string out;
  each_code_point(text, [&](UChar32 c, std::size_t from, std::size_t to) {
    if (out.size() + (to - from) > max_bytes) return;
    const bool shown = c >= 0x20 && (c < 0x7f || c > 0x9f) && u_charType(c) != U_FORMAT_CHAR;
    out += shown ? std::string(text.substr(from, to - from)) : std::string("?");
  });
  if (text.size() > max_bytes) out += "…";
  return out;
}

}  // namespace runseal::base
