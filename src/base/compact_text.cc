#include "base/compact_text.h"

#include <cstdint>
#include <cstring>

namespace runseal::base {
namespace {

using Length = std::uint32_t;
constexpr Length far = 1U << 31U;

Length head(const char* text) {
  Length length = 0;
  std::memcpy(&length, text, sizeof length);
  return length;
}

std::size_t room_for(std::string_view text) { return sizeof(Length) + text.size() + 1; }

char* write(char* at, std::string_view text, Length where) {
  const auto length = static_cast<Length>(text.size()) | where;
  std::memcpy(at, &length, sizeof length);
  std::memcpy(at + sizeof length, text.data(), text.size());
  at[sizeof length + text.size()] = '\0';
  return at;
}

}  // namespace

void CompactText::Free::operator()(char* text) const {
  if ((head(text) & far) == 0) delete[] text;
}

CompactText::CompactText(std::string_view text) {
  if (!text.empty()) text_.reset(write(new char[room_for(text)], text, 0));
}

CompactText::CompactText(std::string_view text, FarMemory& memory) {
  if (!text.empty()) text_.reset(write(static_cast<char*>(memory.take(room_for(text))), text, far));
}

std::string_view CompactText::view() const {
  if (!text_) return "";
  const auto length = head(text_.get());
  if ((length & far) != 0) FarMemory::looked();
  return {text_.get() + sizeof length, length & ~far};
}

}  // namespace runseal::base
