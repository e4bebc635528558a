#include "transfer/seal/list_text.h"

#include <algorithm>

namespace runseal::transfer {
namespace {

bool is_special(char c, bool tabs) { return c == '\\' || c == '\n' || c == '\r' || (tabs && c == '\t'); }

std::size_t find_special(std::string_view text, bool tabs) {
  const auto at = std::ranges::find_if(text, [tabs](char c) { return is_special(c, tabs); });
  return at == text.end() ? std::string_view::npos : static_cast<std::size_t>(at - text.begin());
}

char letter_of(char c) {
  switch (c) {
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return c;
  }
}

std::optional<char> byte_of(char letter, bool tabs) {
  switch (letter) {
    case '\\': return '\\';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return tabs ? std::optional('\t') : std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace

bool needs_escape(std::string_view name, bool tabs) { return find_special(name, tabs) != std::string_view::npos; }

void append_escaped(std::string& out, std::string_view name, bool tabs) {
  for (;;) {
    const auto at = find_special(name, tabs);
    out += name.substr(0, at);
    if (at == std::string_view::npos) return;
    out += '\\';
    out += letter_of(name[at]);
    name.remove_prefix(at + 1);
  }
}

std::optional<std::string> unescaped(std::string_view text, bool tabs) {
  std::string out;
  const auto plain = std::min(find_special(text, tabs), text.size());
  out.reserve(text.size());
  out = text.substr(0, plain);
  for (auto i = plain; i < text.size(); ++i) {
    if (text[i] != '\\') {
      if (is_special(text[i], tabs)) return std::nullopt;
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    const auto byte = byte_of(text[i], tabs);
    if (!byte) return std::nullopt;
    out += *byte;
  }
  return out;
}

Result<std::optional<std::string_view>> Lines::next() {
  constexpr std::size_t piece_bytes = 64U
                                      << 10U;  // and the longest line: two names of 4095 bytes, all escaped, and more
  across_.clear();
  for (;;) {
    const auto end = piece_.find('\n');
    if (end != std::string_view::npos && across_.size() + end <= piece_bytes) {
      const auto here = piece_.substr(0, end);
      piece_.remove_prefix(end + 1);
      ++number_;
      if (across_.empty()) return here;
      return std::string_view(across_ += here);
    }
    if (across_.size() + piece_.size() > piece_bytes) return fail(ErrorCode::limit, "a line longer than 64 KiB");
    across_ += piece_;
    RUNSEAL_TRY(piece_, text_.read(at_, piece_bytes, block_));
    at_ += piece_.size();
    if (!piece_.empty()) continue;
    cut_ = cut_ || !across_.empty();
    return std::nullopt;
  }
}

}  // namespace runseal::transfer
