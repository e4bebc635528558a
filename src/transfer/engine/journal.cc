#include "transfer/engine/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

#include "base/confined.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t digest_digits = 64;

std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      out += text[++i] == 'n' ? '\n' : '\\';
    else
      out += text[i];
  }
  return out;
}

template <class T>
bool number(std::string_view& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end == text.data() + text.size() || *end != ' ') return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return true;
}

std::optional<JournalLine> parse_line(std::string_view text) {
  JournalLine line;
  if (text.size() < digest_digits + 1 || text[digest_digits] != ' ') return {};
  const auto digest = base::from_hex(text.substr(0, digest_digits));
  if (!digest) return {};
  std::copy(digest->begin(), digest->end(), line.sha256.begin());
  text.remove_prefix(digest_digits + 1);
  if (!number(text, line.size) || !number(text, line.mtime_ns)) return {};
  line.path = unescaped(text);
  if (!base::check_relative(line.path)) return {};
  return line;
}

}  // namespace

std::string journal_text(std::span<const JournalLine> lines) {
  std::string out;
  for (const auto& line : lines)
    out += base::to_hex(line.sha256) + ' ' + std::to_string(line.size) + ' ' + std::to_string(line.mtime_ns) + ' ' +
           escaped(line.path) + '\n';
  return out;
}

std::vector<JournalLine> parse_journal(std::string_view text) {
  std::vector<JournalLine> lines;
  for (std::size_t from = 0;;) {
    const auto end = text.find('\n', from);
    if (end == std::string_view::npos) return lines;  // cut off by a crash
    if (auto line = parse_line(text.substr(from, end - from))) lines.push_back(std::move(*line));
    from = end + 1;
  }
}

Result<base::Fd> open_journal(const base::Path& path) {
  base::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return fail(base::system_error("cannot open", path, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(ErrorCode::conflict, "this run is arriving in another session just now", path.string(),
                "wait for it to end, or for its connection to time out");
  return fd;
}

Result<std::vector<JournalLine>> read_journal(const base::Fd& journal) {
  std::string text;
  std::string block(1U << 16U, '\0');
  off_t at = 0;
  for (;;) {
    const auto got = ::pread(journal.get(), block.data(), block.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(base::system_error("cannot read", "the journal", errno));
    if (got == 0) break;
    text.append(block, 0, static_cast<std::size_t>(got));
    at += got;
  }
  const auto whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  if (whole != text.size() && ::ftruncate(journal.get(), static_cast<off_t>(whole)) != 0)
    return fail(base::system_error("cannot mend", "the journal", errno));
  return parse_journal(text);
}

namespace {

Result<> append(const base::Fd& journal, std::string_view text) {
  while (!text.empty()) {
    const auto put = ::write(journal.get(), text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      auto error = base::system_error("cannot write", "the journal", errno);
      if (errno == ENOSPC || errno == EDQUOT) error.code = ErrorCode::limit;
      return fail(std::move(error));
    }
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<> append(const base::Fd& journal, std::span<const Entry* const> entries) {
  constexpr std::size_t at_once = 1'000;
  std::vector<JournalLine> lines;
  for (; !entries.empty(); entries = entries.subspan(lines.size())) {
    lines.clear();
    for (const auto* entry : entries.first(std::min(at_once, entries.size())))
      lines.push_back({entry->path, entry->size, entry->mtime_ns, entry->sha256});
    RUNSEAL_CHECK(append(journal, journal_text(lines)));
  }
  if (::fdatasync(journal.get()) != 0) return fail(base::system_error("cannot make durable", "the journal", errno));
  return {};
}

}  // namespace

Result<> append_journal(const base::Fd& journal, std::span<const Entry* const> entries) {
  const auto end = ::lseek(journal.get(), 0, SEEK_END);
  auto appended = append(journal, entries);
  if (!appended && end >= 0) (void)!::ftruncate(journal.get(), end);  // nobody shall read what is not durable
  return appended;
}

}  // namespace runseal::transfer
