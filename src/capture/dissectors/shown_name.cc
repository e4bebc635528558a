#include "capture/dissectors/shown_name.h"

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::capture {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7f; }

}  // namespace

std::string shown_name(std::string_view raw) {
  const bool good = base::is_utf8(raw);
  std::string shown;
  shown.reserve(raw.size());
  bool in_c1 = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto byte = static_cast<unsigned char>(raw[i]);
    const bool begins_c1 = good && byte == 0xc2 && static_cast<unsigned char>(raw[i + 1]) < 0xa0;
    if (begins_c1 || in_c1 || is_control(byte) || (!good && byte >= 0x80))
      shown += fmt::format("\\x{:02x}", byte);
    else
      shown += raw[i];
    in_c1 = begins_c1;
  }
  return shown;
}

std::string percent_decoded(std::string_view raw) {
  std::string decoded;
  decoded.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool escaped = raw[i] == '%' && i + 2 < raw.size() && digit(raw[i + 1]) >= 0 && digit(raw[i + 2]) >= 0;
    decoded += escaped ? static_cast<char>(digit(raw[i + 1]) * 16 + digit(raw[i + 2])) : raw[i];
    if (escaped) i += 2;
  }
  return decoded;
}

}  // namespace runseal::capture
