#include "transfer/seal/list_text.h"

namespace runseal::transfer {
namespace {

std::string_view special(bool tabs) { return tabs ? "\\\n\r\t" : "\\\n\r"; }

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

bool needs_escape(std::string_view name, bool tabs) {
  return name.find_first_of(special(tabs)) != std::string_view::npos;
}

void append_escaped(std::string& out, std::string_view name, bool tabs) {
  for (;;) {
    const auto at = name.find_first_of(special(tabs));
    out += name.substr(0, at);
    if (at == std::string_view::npos) return;
    out += '\\';
    out += letter_of(name[at]);
    name.remove_prefix(at + 1);
  }
}

std::optional<std::string> unescaped(std::string_view text, bool tabs) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      if (special(tabs).find(text[i]) != std::string_view::npos) return std::nullopt;
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
