// What a landing does with bytes that the disk may not hold: they go, and come again.
#include <unistd.h>

#include "transfer/engine/landing.h"
#include "transfer/engine/landing_place.h"

namespace runseal::transfer {

void Landing::discard(const Entry& entry) {
  if (const auto place = folders_->at(entry.path)) (void)::unlinkat(place->folder, place->name.c_str(), 0);
}

// The system tells of a write that failed once, and keeps its bytes in memory as if they had reached the disk: the next
// sync would find nothing to do. Only writing them anew makes them durable.
Result<> Landing::throw_away_unconfirmed() const {
  RUNSEAL_TRY(const auto standing, scan(tree_.get()));
  RUNSEAL_TRY(const auto confirmed, JournalIndex::of(journal_));
  if (!standing.unreadable.empty())
    return fail(ErrorCode::io, "a part of the hidden tree cannot be listed", standing.unreadable.front().path);
  Folders folders(tree_.get());
  for (const auto& file : standing.entries) {
    if (file.kind != EntryKind::file) continue;
    RUNSEAL_TRY(const auto line, confirmed.find(journal_, file.path));
    if (line && line->size == file.size && line->mtime_ns == file.mtime_ns) continue;
    RUNSEAL_TRY(const auto place, folders.at(file.path));
    if (::unlinkat(place.folder, place.name.c_str(), 0) != 0) return fail(disk_trouble("cannot remove", file.path));
  }
  return {};
}

// Where confirmed and doubtful files cannot be told apart, none is trusted: the tree gets out of the way as a whole,
// and whatever still stands in it goes when the disk lets it, at the latest when the run is sent again.
Result<> Landing::throw_away_all() const {
  const auto tree = home_ / "tree";
  if (::rename(tree.c_str(), (home_ / doubtful).c_str()) != 0 || ::ftruncate(journal_.get(), 0) != 0) {
    auto error = disk_trouble("cannot throw away what this disk may have lost", home_.string());
    error.next = "remove that folder by hand before this run is sent again";
    return fail(std::move(error));
  }
  std::error_code later;
  std::filesystem::remove_all(home_ / doubtful, later);
  return {};
}

Result<> Landing::sync_or_throw_away() const {
  auto synced = sync();
  if (synced || throw_away_unconfirmed()) return synced;
  RUNSEAL_CHECK(throw_away_all());
  return synced;
}

}  // namespace runseal::transfer
