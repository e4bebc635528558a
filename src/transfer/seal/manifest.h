// The two lists of a seal. The manifest is what `sha256sum` writes and `sha256sum -c` checks; the tree holds what a
// manifest cannot: sizes, times, modes, folders, links. docs/formats/seal.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/long_text.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

inline constexpr std::size_t max_list_bytes = std::size_t{1} << 30U;
inline constexpr std::size_t max_entries = 20'000'000;

// A list over entries that are sorted by path bytes. Errors: those of LongText::append.
[[nodiscard]] Result<base::LongText> manifest_of(const EntryRefs& entries);
[[nodiscard]] Result<base::LongText> tree_of(const EntryRefs& entries);

// Both lists together, as entries with everything but inode and ctime, one after another. Errors: invalid with the line
// (not sorted, twice, a path that check_relative() refuses, lists that name different files, over the bounds), limit,
// io, those of `take`.
using TakeEntry = std::function<Result<>(Entry entry)>;
[[nodiscard]] Result<> read_lists(const base::LongText& manifest, const base::LongText& tree, const TakeEntry& take);
// All of them held.
[[nodiscard]] Result<std::vector<Entry>> parse_lists(const base::LongText& manifest, const base::LongText& tree);

// A path as shown and as JSON has it: bytes that are not UTF-8 or are control characters, and '\', as \xNN.
[[nodiscard]] std::string shown_path(std::string_view path);

}  // namespace runseal::transfer
