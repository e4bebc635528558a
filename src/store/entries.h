// Evidence entries as the records keep them, for finding and listing; what counts as proof is the log itself
// (evidence/prover.h).
#pragma once

#include <chrono>

#include "store/database.h"

namespace runseal::store {

struct EntrySearch {
  std::string kind{};                     // exactly; empty: any
  std::string subject{};                  // exactly; empty: any
  std::string text{};                     // somewhere in the entry, a-z without case; empty: any
  std::string since{};                    // RFC 3339, the first instant; empty: any
  std::string until{};                    // RFC 3339, the first instant that is no longer asked for; empty: any
  std::optional<std::uint64_t> before{};  // entries with a smaller number only
  std::size_t most = 50;
  std::chrono::milliseconds time{100};  // then it stops and says where to go on
};

struct FoundEntry {
  std::uint64_t index = 0;
  Json entry;
};

struct FoundEntries {
  std::vector<FoundEntry> items;  // newest first
  // Where the next search goes on (EntrySearch::before); nothing: there is no more.
  std::optional<std::uint64_t> next;
};

// Bounded in time and in bytes, however many entries there are: with a text that is rare it may come back with few or
// none and a `next`. Errors: io, corrupt.
[[nodiscard]] Result<FoundEntries> search_entries(Database&, const EntrySearch&);

// All numbers of entries of this subject, smallest first; kind empty: of any.
[[nodiscard]] Result<std::vector<std::uint64_t>> entries_about(Database&, const std::string& subject,
                                                               const std::string& kind, std::size_t most);

// When it was recorded; empty: there is no such entry.
[[nodiscard]] Result<std::string> time_of_entry(Database&, std::uint64_t index);

// Remembered checkpoints of fewer than `below` entries, largest first.
[[nodiscard]] Result<std::vector<std::string>> checkpoints_below(Database&, std::uint64_t below, std::size_t most);

}  // namespace runseal::store
