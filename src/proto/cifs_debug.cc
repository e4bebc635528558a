#include "proto/cifs_debug.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace runseal::proto {
namespace {

constexpr std::size_t max_shares = 1000;
constexpr unsigned share_encrypts = 0x8000;  // MS-SMB2 2.2.10: SMB2_SHAREFLAG_ENCRYPT_DATA

std::string_view after(std::string_view line, std::string_view label) {
  const auto at = line.find(label);
  return at == std::string_view::npos ? std::string_view() : line.substr(at + label.size());
}

bool has_word(std::string_view text, std::string_view word) {
  const auto words = base::split(base::replaced(std::string(text), "\t", " "), ' ');
  return std::ranges::find(words, word) != words.end();
}

std::string first_word(std::string_view text) {
  text = base::trim(text);
  return std::string(text.substr(0, text.find_first_of(" \t")));
}

std::optional<unsigned> hex(std::string_view text) {
  text = base::trim(text);
  if (!text.starts_with("0x")) return {};
  unsigned value = 0;
  const auto read = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  return read.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

std::string dialect_name(unsigned dialect) {
  switch (dialect) {
    case 0x0202: return "2.0.2";
    case 0x0210: return "2.1";
    case 0x0300: return "3.0";
    case 0x0302: return "3.0.2";
    case 0x0311: return "3.1.1";
    default: return dialect == 0 ? "1.0" : "";
  }
}

// The values that hold for the shares which follow, as the lines tell them: of the connection, of the session.
class Reader {
 public:
  void take(std::string_view line) {
    if (const auto rest = after(line, "Dialect 0x"); !rest.empty() && !further_channel_) connection(line);
    further_channel_ = line.find("Channel: ") != std::string_view::npos;  // of the same session: has a line of its own
    if (const auto rest = after(line, ") Address: "); !rest.empty()) session(rest);
    if (const auto rest = after(line, ") Name: "); !rest.empty()) session(rest);
    if (line.find("Session Status:") != std::string_view::npos) now_.guest = guest(line);
    if (const auto rest = after(line, "SessionId: 0x"); !rest.empty()) flags(rest);
    if (line.find(" Mounts: ") != std::string_view::npos) share(line);
    if (uses_.empty() || !in_share_) return;
    if (has_word(after(line, "Serial Number:"), "encrypted")) uses_.back().encrypted = true;
    if (const auto bits = hex(after(line, "Share Flags: ")); bits && (*bits & share_encrypts) != 0)
      uses_.back().encrypted = true;
  }

  std::vector<CifsUse> take_all() { return std::move(uses_); }

 private:
  static bool guest(std::string_view line) { return has_word(line, "Guest") || has_word(line, "Anonymous"); }

  void connection(std::string_view line) {
    in_share_ = false;
    now_ = {};
    now_.dialect = dialect_name(hex(after(line, "Dialect ")).value_or(1));
    connection_signs_ = has_word(after(line, "Dialect "), "signed");
    now_.is_signed = connection_signs_;
  }
  void session(std::string_view rest) {
    in_share_ = false;
    now_.address = base::fold_case(first_word(rest));
    now_.encrypted = now_.guest = false;
    if (now_.is_signed) now_.is_signed = connection_signs_;
  }
  void flags(std::string_view rest) {
    now_.encrypted = has_word(rest, "encrypted");
    if (has_word(rest, "signed")) now_.is_signed = true;
  }
  void share(std::string_view line) {
    in_share_ = false;
    const auto name = line.find("\\\\");
    if (name == std::string_view::npos || line.find("IPC:") < name || uses_.size() == max_shares) return;
    now_.share = share_of(line.substr(name, line.find(" Mounts: ") - name));
    uses_.push_back(now_);
    in_share_ = true;
  }

  CifsUse now_;
  bool connection_signs_ = false;
  bool further_channel_ = false;
  bool in_share_ = false;
  std::vector<CifsUse> uses_;
};

}  // namespace

std::vector<CifsUse> parse_cifs_debug(std::string_view text) {
  Reader reader;
  for (const auto line : base::lines(text)) reader.take(line);
  return reader.take_all();
}

std::string share_of(std::string_view source) {
  const auto path = base::replaced(base::fold_case(source), "\\", "/");
  if (!path.starts_with("//")) return path;
  const auto share = path.find('/', 2);
  return share == std::string::npos ? path : path.substr(0, path.find('/', share + 1));
}

}  // namespace runseal::proto
