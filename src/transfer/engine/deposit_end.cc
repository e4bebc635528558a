#include "transfer/engine/deposit_end.h"

#include <algorithm>

#include "transfer/engine/found_index.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

constexpr std::size_t max_small = 64U << 10U;

// One of the two members is set.
struct Part {
  const char* path;
  std::string SealFiles::* content;
  base::LongText SealFiles::* list = nullptr;
};
// seal.json last: it is what makes the others a seal
constexpr Part parts[] = {
    {".runseal/manifest.sha256", nullptr, &SealFiles::manifest},
    {".runseal/tree.tsv", nullptr, &SealFiles::tree},
    {".runseal/seal.json.sig", &SealFiles::signature},
    {".runseal/seal.json", &SealFiles::seal},
};

base::LongText content_of(const SealFiles& seal, const Part& part) {
  return part.list != nullptr ? seal.*part.list : base::LongText(seal.*part.content);
}

bool of_the_seal(std::string_view path) {
  return path == seal_folder ||
         std::any_of(std::begin(parts), std::end(parts), [&](const Part& part) { return path == part.path; });
}

Result<base::LongText> read_text(SinkSession& session, Area area, const Part& part) {
  RUNSEAL_TRY(const auto download, session.get(area, part.path));
  const auto most = part.list != nullptr ? max_list_bytes : max_small;
  base::LongText text;
  Bytes block(256U << 10U);
  for (;;) {
    RUNSEAL_TRY(const auto got, download->read(block));
    if (got == 0) return text;
    if (text.size() + got > most) return fail(ErrorCode::limit, "longer than a part of a seal may be", part.path);
    RUNSEAL_CHECK(text.append(base::as_text(ByteView(block).first(got))));
  }
}

Entry entry_of(const Part& part, const base::LongText& content, std::int64_t mtime_ns) {
  Entry file;
  file.path = part.path;
  file.size = content.size();
  file.mtime_ns = mtime_ns;
  return file;
}

Result<> check_part(SinkSession& session, Area area, const Part& part, const base::LongText& content) {
  RUNSEAL_TRY(const auto back, read_text(session, area, part));
  RUNSEAL_TRY(const auto came_back, back.sha256());
  RUNSEAL_TRY(const auto written, content.sha256());
  if (came_back == written) return {};
  return fail(ErrorCode::corrupt, "a part of the seal came back otherwise than it was written", part.path,
              "look at the disk and the memory of the server, then send again");
}

Result<> write_part(SinkSession& session, const Part& part, const base::LongText& content, std::int64_t mtime_ns) {
  RUNSEAL_TRY(const auto upload, session.put(entry_of(part, content, mtime_ns), 0));
  for (const auto next = content.pieces();;) {
    RUNSEAL_TRY(const auto piece, next());
    if (piece.empty()) break;
    RUNSEAL_CHECK(upload->write(piece));
  }
  RUNSEAL_CHECK(upload->finish());
  return check_part(session, Area::arriving, part, content);
}

std::int64_t now_ns() { return std::chrono::system_clock::now().time_since_epoch() / std::chrono::nanoseconds(1); }

// Of entries sorted by path. Nothing: it is not among them.
const Entry* entry_at(const EntryRefs& entries, std::string_view path) {
  const auto at = std::ranges::lower_bound(entries, path, {}, [](const Entry* entry) { return path_of(*entry); });
  return at != entries.end() && (*at)->path == path ? *at : nullptr;
}

bool same(const Found& found, const Entry& entry) {
  if (found.kind != entry.kind) return false;
  if (entry.kind == EntryKind::file) return found.size == entry.size;
  return entry.kind == EntryKind::folder || found.target == entry.target;
}

bool not_kept(const Entry& entry, const SinkDescription& can) {
  return (entry.kind == EntryKind::folder && !can.keeps_folders) || (entry.kind == EntryKind::link && !can.can_link);
}

// Contents before the folders that they lie in: a list has folders first.
Result<> clear_foreign(SinkSession& session, const FoundList& found, const EntryRefs& entries) {
  for (auto i = found.size(); i-- > 0;) {
    const auto& one = found[i];
    if (of_the_seal(one.path)) continue;
    const auto* const wanted = entry_at(entries, one.path);
    const bool keep = wanted != nullptr && (wanted->kind == EntryKind::file || same(one, *wanted));
    if (!keep) RUNSEAL_CHECK(session.remove(one));
  }
  return {};
}

Result<> make_folders_and_links(SinkSession& session, const SinkDescription& can, const EntryRefs& entries) {
  RUNSEAL_TRY(const auto found, session.list(Area::arriving));
  RUNSEAL_CHECK(clear_foreign(session, found, entries));
  const FoundIndex there(found);
  for (const auto* one : entries) {
    const auto& entry = *one;
    const auto* const match = there.find(entry.path);
    if (entry.kind == EntryKind::file || (match != nullptr && same(*match, entry))) continue;
    if (entry.kind == EntryKind::folder) {
      if (can.keeps_folders) RUNSEAL_CHECK(session.make_folder(entry.path));
    } else if (can.can_link) {
      RUNSEAL_CHECK(session.make_link(entry));
    }
  }
  return {};
}

Result<> write_seal_there(SinkSession& session, const SinkDescription& can, const SealFiles& seal) {
  if (can.keeps_folders) RUNSEAL_CHECK(session.make_folder(std::string(seal_folder)));
  const auto now = now_ns();
  for (const auto& part : parts) RUNSEAL_CHECK(write_part(session, part, content_of(seal, part), now));
  return {};
}

Result<std::uint64_t> last_look(SinkSession& session, const SinkDescription& can, const EntryRefs& entries) {
  RUNSEAL_TRY(const auto found, session.list(Area::arriving));
  const FoundIndex there(found);
  std::uint64_t modes_lost = 0;
  for (const auto* one : entries) {
    const auto& entry = *one;
    if (not_kept(entry, can)) continue;
    const auto* const match = there.find(entry.path);
    if (match == nullptr || !same(*match, entry))
      return fail(ErrorCode::corrupt, "what stands there is no longer what was written and read back",
                  shown_path(entry.path), "another program or another name that differs only by case changed it");
    if (entry.kind == EntryKind::file && match->executable != entry.executable) ++modes_lost;
  }
  return modes_lost;
}

// The deepest first: making something in a folder changes its time.
Result<> set_folder_times(SinkSession& session, const EntryRefs& entries) {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
    if ((*entry)->kind == EntryKind::folder) RUNSEAL_CHECK(session.set_time(**entry));
  return {};
}

std::unexpected<Error> other_content(const std::string& run, const std::string& what) {
  return fail(ErrorCode::exists, "a run of that name is there already, " + what, shown_path(run),
              "send it under another name; nothing was overwritten");
}

}  // namespace

Result<std::uint64_t> finish_hidden(SinkSession& session, const SinkDescription& can, const EntryRefs& entries,
                                    const SealFiles& seal) {
  RUNSEAL_CHECK(make_folders_and_links(session, can, entries));
  RUNSEAL_CHECK(write_seal_there(session, can, seal));
  RUNSEAL_TRY(const auto modes_lost, last_look(session, can, entries));
  RUNSEAL_CHECK(set_folder_times(session, entries));
  return modes_lost;
}

Result<> bring_out_seal(SinkSession& session, const SealFiles& seal) {
  for (const auto& part : std::span(parts).first(std::size(parts) - 1)) {
    const auto content = content_of(seal, part);
    RUNSEAL_CHECK(session.copy(entry_of(part, content, now_ns())));
    RUNSEAL_CHECK(check_part(session, Area::standing, part, content));
  }
  return {};
}

Result<> check_seal_json(SinkSession& session, const SealFiles& seal) {
  const auto& part = parts[std::size(parts) - 1];
  return check_part(session, Area::standing, part, content_of(seal, part));
}

Result<DepositedSeal> read_deposited_seal(SinkSession& session, const std::string& run) {
  DepositedSeal there;
  for (const auto& part : parts) {
    auto text = read_text(session, Area::standing, part);
    if (!text && text.error().code == ErrorCode::not_found) return other_content(run, "without a seal");
    if (!text) return fail(text.error());
    if (part.list != nullptr) {
      there.files.*part.list = *std::move(text);
    } else {
      RUNSEAL_TRY(there.files.*part.content, text->whole());
    }
  }
  auto checked = check_seal(there.files);
  if (!checked) return other_content(run, "with a seal that does not hold: " + checked.error().what);
  there.checked = *std::move(checked);
  return there;
}

Result<> same_content(const DepositedSeal& there, const EntryRefs& entries, const std::string& run) {
  const auto& sealed = there.checked.entries;
  const bool equal =
      std::equal(sealed.begin(), sealed.end(), entries.begin(), entries.end(), [](const Entry& a, const Entry* b) {
        return a.kind == b->kind && a.path == b->path && a.target == b->target && a.size == b->size &&
               a.sha256 == b->sha256;
      });
  return equal ? Result<>{} : other_content(run, "with other content");
}

void missing_or_changed(const FoundList& found, const SinkDescription& can, const EntryRefs& entries,
                        Deposited& deposited) {
  const FoundIndex there(found);
  for (const auto* one : entries) {
    const auto& entry = *one;
    if (entry.kind == EntryKind::file || not_kept(entry, can)) continue;  // files were read
    const auto* const match = there.find(entry.path);
    if (match == nullptr)
      deposited.corrupt.push_back({shown_path(entry.path), "it is no longer there"});
    else if (!same(*match, entry))
      deposited.corrupt.push_back({shown_path(entry.path), "something else stands there now"});
  }
  const auto below_the_seal = std::string(seal_folder) + '/';
  for (const auto& one : found)
    if (entry_at(entries, one.path) == nullptr && one.path != seal_folder && !one.path.starts_with(below_the_seal))
      deposited.corrupt.push_back({shown_path(one.path), "it does not belong to the run"});
  if (!deposited.corrupt.empty()) deposited.outcome = DepositOutcome::corrupt;
}

}  // namespace runseal::transfer
