// What a landing confirmed, so that a restart goes on from there: a line a file, appended and made durable before the
// sender is told. A line that was cut off by a crash is passed over.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/files.h"
#include "base/hash.h"
#include "transfer/seal/tree.h"

namespace runseal::transfer {

struct JournalLine {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  base::Digest sha256{};
};

// Opens or makes it, and locks it. Errors: conflict (another session has it), io.
[[nodiscard]] Result<base::Fd> open_journal(const base::Path& path);
// A line for each, durable when it returns, or none. Errors: limit (no space), io.
[[nodiscard]] Result<> append_journal(const base::Fd& journal, std::span<const Entry* const> entries);

// Where the lines are: sixteen bytes of memory a file, and the lines themselves stay on the disk.
class JournalIndex {
 public:
  // Reads it once; what a crash cut off is removed. Errors: io.
  [[nodiscard]] static Result<JournalIndex> of(const base::Fd& journal);
  // The last line of this path. Errors: io.
  [[nodiscard]] Result<std::optional<JournalLine>> find(const base::Fd& journal, std::string_view path) const;

 private:
  struct Place {
    std::uint64_t path = 0;  // its hash
    std::uint64_t at = 0;
    auto operator<=>(const Place&) const = default;
  };
  std::vector<Place> places_;  // sorted
};

// As text: <sha256> <size> <mtime> <path>, with '\' and newline in the path escaped. Pure.
[[nodiscard]] std::string journal_text(std::span<const JournalLine> lines);

}  // namespace runseal::transfer
