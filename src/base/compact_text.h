// A string in one pointer, for what a program holds by the hundred thousand: std::string takes 32 bytes before its
// first byte. Never changed once it is made. It may lie in far memory, which must then outlive it; a copy never does.
#pragma once

#include <compare>
#include <concepts>
#include <memory>
#include <string>
#include <string_view>

#include "base/far_memory.h"

namespace runseal::base {

class CompactText {
 public:
  CompactText() = default;
  CompactText(std::string_view text);                                            // NOLINT: as a string
  CompactText(const std::string& text) : CompactText(std::string_view(text)) {}  // NOLINT
  CompactText(const char* text) : CompactText(std::string_view(text)) {}         // NOLINT
  CompactText(std::string_view text, FarMemory& memory);
  CompactText(const CompactText& other) : CompactText(other.view()) {}
  CompactText(CompactText&&) noexcept = default;
  CompactText& operator=(const CompactText& other) { return *this = CompactText(other); }
  CompactText& operator=(CompactText&&) noexcept = default;
  ~CompactText() = default;

  [[nodiscard]] std::string_view view() const;
  operator std::string_view() const { return view(); }  // NOLINT: it is one
  operator std::string() const { return str(); }        // NOLINT
  [[nodiscard]] std::string str() const { return std::string(view()); }
  [[nodiscard]] const char* c_str() const { return view().data(); }  // ends with NUL
  [[nodiscard]] bool starts_with(std::string_view text) const { return view().starts_with(text); }
  [[nodiscard]] std::size_t size() const { return view().size(); }
  [[nodiscard]] bool empty() const { return text_ == nullptr; }

  friend bool operator==(const CompactText& a, const CompactText& b) { return a.view() == b.view(); }
  template <class Text>
    requires(std::convertible_to<const Text&, std::string_view> && !std::same_as<Text, CompactText>)
  friend bool operator==(const CompactText& a, const Text& b) {
    return a.view() == std::string_view(b);
  }
  friend auto operator<=>(const CompactText& a, const CompactText& b) { return a.view() <=> b.view(); }

 private:
  struct Free {
    void operator()(char* text) const;
  };
  std::unique_ptr<char[], Free> text_;  // its length and whether it is far in four bytes, itself, NUL; nothing: empty
};

}  // namespace runseal::base
