// What a landing confirmed, so that a restart goes on from there: a line a file, appended and made durable before the
// sender is told. A line that was cut off by a crash is passed over.
#pragma once

#include <cstdint>
#include <span>
#include <string>
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
[[nodiscard]] Result<std::vector<JournalLine>> read_journal(const base::Fd& journal);
// A line for each, durable when it returns, or none. Errors: limit (no space), io.
[[nodiscard]] Result<> append_journal(const base::Fd& journal, std::span<const Entry* const> entries);

// As text: <sha256> <size> <mtime> <path>, with '\' and newline in the path escaped. Pure.
[[nodiscard]] std::string journal_text(std::span<const JournalLine> lines);
[[nodiscard]] std::vector<JournalLine> parse_journal(std::string_view text);

}  // namespace runseal::transfer
