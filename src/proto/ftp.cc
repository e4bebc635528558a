#include "proto/ftp.h"

#include <algorithm>

#include "base/text.h"

namespace runseal::proto {
namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::size_t most_lines = 256;
constexpr std::size_t most_features = 64;

bool is_digit(std::uint8_t byte) { return byte >= '0' && byte <= '9'; }

Error not_ftp() { return {ErrorCode::not_found, "no FTP reply begins like this", {}, {}}; }

// As much of "NNN " or "NNN-" as there is.
bool begins_a_reply(ByteView line) {
  for (std::size_t i = 0; i < std::min<std::size_t>(line.size(), 3); ++i)
    if (!is_digit(line[i])) return false;
  if (!line.empty() && (line[0] < '1' || line[0] > '5')) return false;
  // a line of three digits alone is wrong, but some servers say so
  return line.size() < 4 || line[3] == ' ' || line[3] == '-' || line[3] == '\r' || line[3] == '\n';
}

bool opens_several(ByteView line) { return line.size() > 3 && line[3] == '-'; }

// RFC 959 4.2: the last line begins with the same code, and a space.
bool closes(ByteView first, ByteView line) {
  return line.size() >= 3 && std::equal(first.begin(), first.begin() + 3, line.begin()) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\r');
}

// One line off the front, without its LF; nothing while it has none.
Result<std::optional<ByteView>> next_line(ByteView& rest) {
  const auto end = std::ranges::find(rest, '\n');
  const auto length = static_cast<std::size_t>(end - rest.begin());
  if (length > longest_line) return fail(ErrorCode::limit, "a line of its reply has no end");
  if (end == rest.end()) return std::nullopt;
  const auto line = rest.first(length);
  rest = rest.subspan(length + 1);
  return line;
}

std::string words_of(ByteView line, std::size_t from) {
  auto text = base::as_text(line.subspan(std::min(from, line.size())));
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

}  // namespace

Result<std::optional<std::size_t>> ftp_reply_size(ByteView bytes) {
  auto rest = bytes;
  if (!begins_a_reply(bytes.first(std::min<std::size_t>(bytes.size(), 4)))) return fail(not_ftp());
  RUNSEAL_TRY(const auto first, next_line(rest));
  if (!first) return std::nullopt;
  if (first->size() < 3) return fail(not_ftp());
  if (!opens_several(*first)) return bytes.size() - rest.size();
  for (std::size_t count = 1; count < most_lines; ++count) {
    RUNSEAL_TRY(const auto line, next_line(rest));
    if (!line) return std::nullopt;
    if (closes(*first, *line)) return bytes.size() - rest.size();
  }
  return fail(ErrorCode::limit, "its reply has lines without end");
}

Result<FtpReply> parse_ftp_reply(ByteView reply) {
  RUNSEAL_TRY(const auto size, ftp_reply_size(reply));
  if (!size || *size != reply.size()) return fail(ErrorCode::invalid, "not one whole FTP reply");
  FtpReply parsed;
  parsed.code = (reply[0] - '0') * 100 + (reply[1] - '0') * 10 + (reply[2] - '0');
  auto rest = reply;
  RUNSEAL_TRY(const auto first, next_line(rest));
  parsed.lines.push_back(words_of(*first, 4));
  while (!rest.empty()) {
    RUNSEAL_TRY(const auto line, next_line(rest));
    const bool repeats_the_code = rest.empty() || (opens_several(*line) && closes(*first, line->first(3)));
    parsed.lines.push_back(words_of(*line, repeats_the_code ? 4 : 0));
  }
  return parsed;
}

Bytes ftp_command(std::string_view word, std::string_view argument) {
  std::string line(word);
  if (!argument.empty()) line.append(" ").append(argument);
  std::erase_if(line, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  line += "\r\n";
  const auto bytes = base::as_bytes(line);
  return {bytes.begin(), bytes.end()};
}

std::vector<std::string> ftp_features(const FtpReply& reply) {
  std::vector<std::string> features;
  if (reply.code != 211) return features;
  for (std::size_t i = 1; i + 1 < reply.lines.size() && features.size() < most_features; ++i) {
    std::string name(base::trim(reply.lines[i]));
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    if (!name.empty()) features.push_back(base::printable(name, 80));
  }
  return features;
}

}  // namespace runseal::proto
