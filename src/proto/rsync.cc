#include "proto/rsync.h"

#include <algorithm>

#include "base/text.h"

namespace runseal::proto {
namespace {

constexpr std::size_t max_line = 4096;
constexpr std::size_t max_modules = 1000;
constexpr std::string_view says = "@RSYNCD: ";
constexpr std::string_view complains = "@ERROR";

std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

bool begins(std::string_view bytes, std::string_view with) {
  return with.starts_with(bytes.substr(0, std::min(bytes.size(), with.size())));
}

bool is_last(std::string_view line) { return line.starts_with(says) || line.starts_with(complains); }

}  // namespace

Result<std::optional<std::size_t>> rsync_line_size(ByteView bytes) {
  const auto end = text_of(bytes).find('\n');
  if (std::min(end, bytes.size()) > max_line) return fail(ErrorCode::limit, "it sends a line without end");
  if (end == std::string_view::npos) return std::nullopt;
  return end + 1;
}

Result<std::optional<std::size_t>> rsync_greeting_size(ByteView bytes) {
  if (!begins(text_of(bytes), says)) return fail(ErrorCode::not_found, "no rsync daemon");
  return rsync_line_size(bytes);
}

Result<std::optional<std::size_t>> rsync_answer_size(ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    RUNSEAL_TRY(const auto size, rsync_line_size(bytes.subspan(at)));
    if (!size) return std::nullopt;
    const auto line = text_of(bytes).substr(at, *size);
    at += *size;
    if (is_last(line)) return at;
  }
  return std::nullopt;
}

Result<RsyncGreeting> parse_rsync_greeting(ByteView line) {
  auto rest = text_of(line);
  rest = rest.substr(0, rest.find_first_of("\r\n"));
  if (!rest.starts_with(says)) return fail(ErrorCode::invalid, "no greeting of an rsync daemon");
  rest.remove_prefix(says.size());
  RsyncGreeting greeting;
  for (std::size_t at = 0; at < rest.size();) {
    const auto to = std::min(rest.find(' ', at), rest.size());
    const std::string word(rest.substr(at, to - at));
    at = to + 1;
    if (word.empty()) continue;
    if (greeting.version.empty())
      greeting.version = word;
    else if (greeting.digests.size() < 32)
      greeting.digests.push_back(word);
  }
  if (greeting.version.empty() || greeting.version.find_first_not_of("0123456789.") != std::string::npos)
    return fail(ErrorCode::invalid, "its greeting names no version");
  return greeting;
}

Result<RsyncAnswer> parse_rsync_answer(ByteView bytes) {
  const std::string text(text_of(bytes));
  RsyncAnswer answer;
  for (const auto raw : base::lines(text)) {
    const std::string line(raw);
    if (!is_last(line)) {
      if (answer.lines.size() < max_modules) answer.lines.push_back(line);
      continue;
    }
    using Kind = RsyncAnswer::Kind;
    if (line.starts_with(complains)) {
      answer.kind = Kind::error;
      answer.error = base::printable(std::string(base::trim(line.substr(complains.size()))), 200);
    } else if (const auto word = line.substr(says.size()); word.starts_with("OK")) {
      answer.kind = Kind::open;
    } else if (word.starts_with("AUTHREQD ")) {
      answer.kind = Kind::password;
    } else if (word.starts_with("EXIT")) {
      answer.kind = Kind::end;
    } else {
      return fail(ErrorCode::invalid, "it answered with what no rsync daemon says");
    }
    return answer;
  }
  return fail(ErrorCode::invalid, "its answer has no end");
}

std::vector<std::string> rsync_modules(const std::vector<std::string>& lines) {
  std::vector<std::string> names;
  for (const auto& line : lines) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) continue;  // the message of the day stands before the list
    const std::string name(base::trim(line.substr(0, tab)));
    if (!name.empty() && base::printable(name, 200) == name) names.push_back(name);
  }
  return names;
}

Bytes rsync_question(std::string_view module_or_list) {
  std::string text = "@RSYNCD: 30.0\n";  // the newest version whose greeting names no digests
  text += module_or_list;
  text += '\n';
  return {text.begin(), text.end()};
}

}  // namespace runseal::proto
