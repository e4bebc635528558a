#include "notice/text_encoding.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/text.h"

namespace runseal::notice {
namespace {

Result<std::string> converted(ByteView content, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding, &status), &ucnv_close);
  if (U_FAILURE(status)) return fail(ErrorCode::unavailable, std::string("no converter for ") + encoding);
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  const icu::UnicodeString text(reinterpret_cast<const char*>(content.data()),
                                static_cast<std::int32_t>(content.size()), converter.get(), status);
  if (U_FAILURE(status)) return fail(ErrorCode::invalid, std::string("not valid ") + encoding);
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

bool starts_with(ByteView content, std::initializer_list<std::uint8_t> mark) {
  return content.size() >= mark.size() && std::equal(mark.begin(), mark.end(), content.begin());
}

// Which half of the first byte pairs is zero: text in Latin script in UTF-16 has every second byte zero.
const char* utf16_by_zeros(ByteView content) {
  const auto pairs = std::min<std::size_t>(content.size() / 2, 512);
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    even += content[2 * i] == 0;
    odd += content[2 * i + 1] == 0;
  }
  if (pairs < 2) return nullptr;
  if (odd * 2 > pairs && even * 8 < pairs) return "UTF-16LE";
  if (even * 2 > pairs && odd * 8 < pairs) return "UTF-16BE";
  return nullptr;
}

// The two code pages share most letters; these bytes are Baltic letters in 1257, or Western ones in 1252.
bool looks_baltic(ByteView content) {
  const std::string_view baltic =
      "\xe2\xe7\xec\xee\xed\xef\xf2\xf0\xfb\xfe\xc2\xc7\xcc\xce\xcd\xcf\xd2\xd0\xdb\xde\xe8\xc8";
  const std::string_view western = "\xe0\xe1\xea\xeb\xf1\xf3\xf4\xf9\xfa\xf8\xc0\xc1\xca\xcb\xd1\xd3\xd4\xd9\xda\xd8";
  std::size_t for_baltic = 0;
  std::size_t for_western = 0;
  for (const auto byte : content) {
    for_baltic += baltic.contains(static_cast<char>(byte));
    for_western += western.contains(static_cast<char>(byte));
  }
  return for_baltic >= for_western;
}

Result<std::string> decoded(ByteView content) {
  if (starts_with(content, {0xef, 0xbb, 0xbf})) return converted(content.subspan(3), "UTF-8");
  if (starts_with(content, {0xff, 0xfe})) return converted(content.subspan(2), "UTF-16LE");
  if (starts_with(content, {0xfe, 0xff})) return converted(content.subspan(2), "UTF-16BE");
  if (const char* utf16 = utf16_by_zeros(content)) return converted(content, utf16);
  if (auto text = base::as_text(content); base::is_utf8(text)) return text;
  const bool baltic = looks_baltic(content);
  auto text = converted(content, baltic ? "windows-1257" : "windows-1252");
  return text ? text : converted(content, baltic ? "windows-1252" : "windows-1257");
}

}  // namespace

Result<std::string> decode_text(ByteView content) {
  auto text = decoded(content);
  if (!text) return fail(ErrorCode::invalid, "not text in an encoding that runseal reads: " + text.error().what);
  if (text->find('\0') != std::string::npos)
    return fail(ErrorCode::invalid, "not text: it holds zero bytes", {},
                "give the letter as PDF, Markdown or plain text");
  return text;
}

}  // namespace runseal::notice
