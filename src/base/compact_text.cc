#include "base/compact_text.h"

#include <cstdint>
#include <cstring>

namespace runseal::base {
namespace {
using Length = std::uint32_t;
}

CompactText::CompactText(std::string_view text) {
  if (text.empty()) return;
  const auto length = static_cast<Length>(text.size());
  text_ = std::make_unique_for_overwrite<char[]>(sizeof length + text.size() + 1);
  std::memcpy(text_.get(), &length, sizeof length);
  std::memcpy(text_.get() + sizeof length, text.data(), text.size());
  text_[sizeof length + text.size()] = '\0';
}

std::string_view CompactText::view() const {
  if (!text_) return "";
  Length length = 0;
  std::memcpy(&length, text_.get(), sizeof length);
  return {text_.get() + sizeof length, length};
}

}  // namespace runseal::base
