#include "service/identities.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "transfer/seal/list_text.h"
#include "transfer/seal/manifest.h"

namespace runseal::service {
namespace {

constexpr std::int64_t settled_ns = 2'000'000'000;

base::Path file_of(Workspace& workspace, const std::string& seal_sha256) {
  return workspace.folder() / "identities" / (seal_sha256 + ".tsv");
}

template <class T>
bool take_number(std::string_view& line, T& number) {
  const auto tab = line.find('\t');
  if (tab == std::string_view::npos) return false;
  const auto* const front = std::to_address(line.begin());
  const auto [end, error] = std::from_chars(front, front + tab, number);
  if (error != std::errc() || end != front + tab) return false;
  line.remove_prefix(tab + 1);
  return true;
}

std::optional<transfer::Entry> read_line(std::string_view line) {
  transfer::Entry entry;
  if (!take_number(line, entry.size) || !take_number(line, entry.mtime_ns) || !take_number(line, entry.ctime_ns) ||
      !take_number(line, entry.inode))
    return std::nullopt;
  auto path = transfer::unescaped(line, true);
  if (!path) return std::nullopt;
  entry.path = *path;
  return entry;
}

}  // namespace

Result<> keep_identities(Workspace& workspace, const std::string& seal_sha256, const transfer::Entries& entries,
                         std::int64_t began_ns) {
  base::LongText identities;
  std::string text;
  for (const auto& entry : entries) {
    if (entry.kind != transfer::EntryKind::file || entry.ctime_ns > began_ns - settled_ns) continue;
    fmt::format_to(std::back_inserter(text), "{}\t{}\t{}\t{}\t", entry.size, entry.mtime_ns, entry.ctime_ns,
                   entry.inode);
    transfer::append_escaped(text, entry.path, true);
    text += '\n';
    if (text.size() < 64'000) continue;
    RUNSEAL_CHECK(identities.append(text));
    text.clear();
  }
  RUNSEAL_CHECK(identities.append(text));
  const auto file = file_of(workspace, seal_sha256);
  RUNSEAL_CHECK(workspace.files().make_directories(file.parent_path(), 0700));
  return base::write_pieces_durably(workspace.files(), file, identities.pieces());
}

Result<TrustedDigests> TrustedDigests::load(Workspace& workspace, const transfer::CheckedSeal& seal) {
  TrustedDigests trusted;
  const auto file = file_of(workspace, seal.sha256);
  RUNSEAL_TRY(const bool there, workspace.files().exists(file));
  if (!there) return trusted;
  base::LongText text;
  RUNSEAL_CHECK(workspace.files().read_pieces(file, transfer::max_list_bytes,
                                              [&](ByteView piece) { return text.append(base::as_text(piece)); }));
  transfer::Lines lines(text);
  auto sealed = seal.entries.begin();
  for (;;) {
    RUNSEAL_TRY(const auto line, lines.next());
    if (!line) return trusted;
    auto entry = read_line(*line);
    if (!entry)
      return fail(ErrorCode::corrupt, "not a line of recorded identities",
                  fmt::format("{}:{}", file.string(), lines.number()),
                  "remove the file, and seal without --trust-stat");
    // both are sorted by path
    while (sealed != seal.entries.end() && sealed->path < entry->path) ++sealed;
    if (sealed == seal.entries.end() || sealed->path != entry->path || sealed->size != entry->size) continue;
    entry->sha256 = sealed->sha256;
    transfer::add_to(trusted.known_, *std::move(entry));
  }
}

std::optional<base::Digest> TrustedDigests::digest_of(const transfer::Entry& entry) {
  while (at_ < known_.size() && known_[at_].path < entry.path) ++at_;
  if (at_ == known_.size()) return std::nullopt;
  const auto& known = known_[at_];
  if (known.path != entry.path || known.size != entry.size || known.mtime_ns != entry.mtime_ns ||
      known.ctime_ns != entry.ctime_ns || known.inode != entry.inode)
    return std::nullopt;
  return known.sha256;
}

}  // namespace runseal::service
