#include "service/archive.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <map>

#include "base/tar_stream.h"
#include "base/text.h"
#include "transfer/seal/list_text.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_sums = std::size_t{1} << 30U;
constexpr std::size_t digest_length = 64;
constexpr const char* next_step = "use another backup";

using Digests = std::map<std::string, std::string>;  // by name, in hexadecimal

std::unexpected<Error> not_as_listed(const std::string& name, const char* what) {
  return fail(ErrorCode::corrupt, what, base::printable(name, 300), next_step);
}

Result<> take_line(std::string_view line, Digests& listed) {
  const bool escaped = line.starts_with('\\');
  if (escaped) line.remove_prefix(1);
  if (line.size() < digest_length + 3 || line.substr(digest_length, 2) != "  ")
    return not_as_listed(sums_name, "the list of files is damaged");
  const auto written = line.substr(digest_length + 2);
  const auto name = escaped ? transfer::unescaped(written, false) : std::string(written);
  if (!name || !listed.emplace(*name, line.substr(0, digest_length)).second)
    return not_as_listed(sums_name, "the list of files is damaged");
  return {};
}

Result<Digests> parse(std::string_view text) {
  Digests listed;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return not_as_listed(sums_name, "the list of files is cut short");
    RUNSEAL_CHECK(take_line(text.substr(0, end), listed));
    text.remove_prefix(end + 1);
  }
  return listed;
}

Result<> compare(const Digests& listed, const Digests& found) {
  for (const auto& [name, digest] : listed) {
    const auto there = found.find(name);
    if (there == found.end()) return not_as_listed(name, "a file of the backup is missing");
    if (there->second != digest) return not_as_listed(name, "a file of the backup is not as it was listed");
  }
  for (const auto& [name, digest] : found)
    if (!listed.contains(name)) return not_as_listed(name, "a file of the backup is not listed");
  return {};
}

// The digest of what the reader stands at.
Result<std::string> digest_of(base::TarReader& tar, const base::TakePiece& take) {
  base::Sha256 hash;
  for (;;) {
    RUNSEAL_TRY(const auto piece, tar.piece());
    if (piece.empty()) return base::to_hex(hash.finish());
    hash.add(piece);
    if (take) RUNSEAL_CHECK(take(piece));
  }
}

}  // namespace

void SumLines::add(const std::string& name, const base::Digest& digest) {
  const bool escape = transfer::needs_escape(name, false);
  if (escape) text_ += '\\';
  text_ += base::to_hex(digest) + "  ";
  if (escape)
    transfer::append_escaped(text_, name, false);
  else
    text_ += name;
  text_ += '\n';
}

Result<ByteView> read_piece(const base::Fd& file, Bytes& block, const base::Path& path) {
  for (;;) {
    const auto got = ::read(file.get(), block.data(), block.size());
    if (got >= 0) return ByteView(block).first(static_cast<std::size_t>(got));
    if (errno != EINTR) return fail(base::system_error("cannot read", path, errno));
  }
}

Result<std::uint64_t> read_archive(const base::Path& path, const TakeFile& take) {
  const base::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return fail(base::system_error("cannot open", path, errno));
  Bytes block(1U << 20U);
  base::TarReader tar([&] { return read_piece(file, block, path); });
  Digests found;
  std::optional<std::string> sums;
  for (;;) {
    RUNSEAL_TRY(const auto entry, tar.next());
    if (!entry) break;
    if (sums) return fail(ErrorCode::invalid, "not a backup: something stands after its list", path.string());
    if (found.empty() && entry->name != about_name)
      return fail(ErrorCode::invalid, "this is no backup of runseal", path.string());
    if (entry->name == sums_name) {
      if (entry->size > max_sums) return fail(ErrorCode::limit, "a list of more than 1 GiB", path.string());
      sums.emplace();
      RUNSEAL_CHECK(digest_of(tar, [&](ByteView piece) -> Result<> {
        *sums += base::as_text(piece);
        return {};
      }));
      continue;
    }
    base::TakePiece taker;
    if (take) {
      RUNSEAL_TRY(taker, take(entry->name, entry->size));
    }
    RUNSEAL_TRY(auto digest, digest_of(tar, taker));
    if (!found.emplace(entry->name, std::move(digest)).second)
      return not_as_listed(entry->name, "a file stands twice in the backup");
  }
  if (!sums)
    return fail(ErrorCode::corrupt, "the backup is cut short: its list of files is missing", path.string(), next_step);
  RUNSEAL_TRY(const auto listed, parse(*sums));
  RUNSEAL_CHECK(compare(listed, found));
  return found.size();
}

}  // namespace runseal::service
