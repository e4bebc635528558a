// What a landing does with bytes that the disk may not hold: they go, and come again.
#include <unistd.h>

#include "transfer/engine/journal.h"
#include "transfer/engine/landing.h"

namespace runseal::transfer {

void Landing::discard(const Entry& entry) {
  if (const auto place = folders_->at(entry.path)) (void)::unlinkat(place->folder, place->name.c_str(), 0);
}

// The system tells of a write that failed once, and keeps its bytes in memory as if they had reached the disk: the next
// sync would find nothing to do. Only writing them anew makes them durable.
void Landing::throw_away_unconfirmed() const {
  const auto standing = scan(tree_.get());
  const auto lines = runseal::transfer::read_journal(journal_);
  if (!standing || !lines) return;
  std::map<std::string_view, const JournalLine*> confirmed;
  for (const auto& line : *lines) confirmed[line.path] = &line;
  Folders folders(tree_.get());
  for (const auto& file : standing->entries) {
    if (file.kind != EntryKind::file) continue;
    const auto line = confirmed.find(file.path);
    if (line != confirmed.end() && line->second->size == file.size && line->second->mtime_ns == file.mtime_ns) continue;
    if (const auto place = folders.at(file.path)) (void)::unlinkat(place->folder, place->name.c_str(), 0);
  }
}

Result<> Landing::sync_or_throw_away() const {
  auto synced = sync();
  if (!synced) throw_away_unconfirmed();
  return synced;
}

}  // namespace runseal::transfer
