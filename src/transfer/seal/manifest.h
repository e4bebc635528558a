// The two lists of a seal. The manifest is what `sha256sum` writes and `sha256sum -c` checks; the tree holds what a
// manifest cannot: sizes, times, modes, folders, links. docs/formats/seal.md. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transfer/seal/tree.h"

namespace runseal::transfer {

inline constexpr std::size_t max_list_bytes = std::size_t{1} << 30U;
inline constexpr std::size_t max_entries = 20'000'000;

// Both sorted by path bytes. The entries must be.
[[nodiscard]] std::string manifest_text(const std::vector<Entry>& entries);
[[nodiscard]] std::string tree_text(const std::vector<Entry>& entries);

// Both lists together, as entries with everything but inode and ctime. Errors: invalid with the line (not sorted,
// twice, a path that check_relative() refuses, lists that name different files, over the bounds), limit.
[[nodiscard]] Result<std::vector<Entry>> parse_lists(std::string_view manifest, std::string_view tree);

// A path as shown and as JSON has it: bytes that are not UTF-8 or are control characters, and '\', as \xNN.
[[nodiscard]] std::string shown_path(std::string_view path);

}  // namespace runseal::transfer
