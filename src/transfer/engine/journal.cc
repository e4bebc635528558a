#include "transfer/engine/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <functional>

#include "base/confined.h"
#include "base/text.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t digest_digits = 64;
constexpr std::size_t block_bytes = 64U << 10U;
constexpr std::size_t line_bytes = 512;  // most are shorter

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

std::uint64_t hash_of(std::string_view path) { return std::hash<std::string_view>{}(path); }

Result<std::string> read_at(const base::Fd& journal, std::uint64_t at, std::size_t most = block_bytes) {
  std::string block(most, '\0');
  for (;;) {
    const auto got = ::pread(journal.get(), block.data(), block.size(), static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(base::system_error("cannot read", "the journal", errno));
    block.resize(static_cast<std::size_t>(got));
    return block;
  }
}

}  // namespace

std::string journal_text(std::span<const JournalLine> lines) {
  std::string out;
  for (const auto& line : lines)
    out += base::to_hex(line.sha256) + ' ' + std::to_string(line.size) + ' ' + std::to_string(line.mtime_ns) + ' ' +
           escaped(line.path) + '\n';
  return out;
}

Result<base::Fd> open_journal(const base::Path& path) {
  base::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return fail(base::system_error("cannot open", path, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(ErrorCode::conflict, "this run is arriving in another session just now", path.string(),
                "wait for it to end, or for its connection to time out");
  return fd;
}

Result<JournalIndex> JournalIndex::of(const base::Fd& journal) {
  JournalIndex index;
  std::string text;  // from `at` on
  std::uint64_t at = 0;
  for (;;) {
    RUNSEAL_TRY(const auto more, read_at(journal, at + text.size()));
    if (more.empty()) break;
    text += more;
    std::size_t from = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', from)) {
      if (const auto line = parse_line(std::string_view(text).substr(from, end - from)))
        index.places_.push_back({hash_of(line->path), at + from});
      from = end + 1;
    }
    text.erase(0, from);
    at += from;
  }
  if (!text.empty() && ::ftruncate(journal.get(), static_cast<off_t>(at)) != 0)  // cut off by a crash
    return fail(base::system_error("cannot mend", "the journal", errno));
  index.places_.shrink_to_fit();
  std::sort(index.places_.begin(), index.places_.end());
  return index;
}

Result<std::optional<JournalLine>> JournalIndex::find(const base::Fd& journal, std::string_view path) const {
  const auto [first, end] = std::ranges::equal_range(places_, hash_of(path), {}, &Place::path);
  for (auto place = end; place != first;) {
    --place;
    std::string text;
    while (text.find('\n') == std::string::npos) {
      RUNSEAL_TRY(const auto more, read_at(journal, place->at + text.size(), line_bytes));
      if (more.empty()) break;
      text += more;
    }
    auto line = parse_line(std::string_view(text).substr(0, text.find('\n')));
    if (line && line->path == path) return line;
  }
  return std::nullopt;
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
