// What a run consists of: regular files, folders and symbolic links below one folder, never `.runseal/` itself.
// Paths are bytes as the file system has them, relative, '/'-separated, compared as unsigned bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/compact_text.h"
#include "base/far_memory.h"
#include "base/hash.h"
#include "base/result.h"
#include "model/run.h"

namespace runseal::transfer {

inline constexpr std::string_view seal_folder = ".runseal";

enum class EntryKind : std::uint8_t { file, folder, link };

// Held by the hundred thousand: as small as it can be while it stays simple.
struct Entry {
  base::CompactText path;
  base::CompactText target;   // links: as readlink(2) gives it
  std::uint64_t size = 0;     // files
  std::int64_t mtime_ns = 0;  // since 1970
  // who it was when it was looked at: for --trust-stat and to notice a change while it is read; not part of the seal
  std::uint64_t inode = 0;
  std::int64_t ctime_ns = 0;
  base::Digest sha256{};  // files, once hashed
  EntryKind kind = EntryKind::file;
  bool executable = false;  // files: the owner's x bit
  model::FileClass file_class = model::FileClass::other;
};

// All entries of a run: their names lie in the list's memory.
using Entries = base::FarList<Entry>;
[[nodiscard]] Entry with_names_in(base::FarMemory& memory, Entry entry);
// The same file as it is now: its names and class stay what they are.
void take_up(Entry& entry, const Entry& now);
inline void add_to(Entries& entries, Entry entry) {
  entries.push_back(with_names_in(entries.memory(), std::move(entry)));
}

// Entries in an order of their own, sorted by path where nothing else is said. They belong to somebody else.
using EntryRefs = std::vector<const Entry*>;
[[nodiscard]] EntryRefs refs_to(const Entries& entries);
[[nodiscard]] EntryRefs refs_to(std::span<const Entry> entries);
[[nodiscard]] inline std::string_view path_of(const Entry& entry) { return entry.path; }

struct Unreadable {
  std::string path;
  std::string why;
};

struct Tree {
  Entries entries;  // sorted by path
  std::vector<Unreadable> unreadable;
  std::vector<Unreadable> special;  // devices, sockets, pipes: cannot be sealed or sent
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

using Classify = std::function<model::FileClass(std::string_view path)>;

// What walk() meets, each in the order of the paths' bytes. An error ends the walk.
struct Visitor {
  virtual ~Visitor() = default;
  [[nodiscard]] virtual Result<> entry(Entry entry) = 0;
  virtual void unreadable(std::string path, std::string why) = 0;
  virtual void special(std::string path, std::string why) = 0;
};

// Reads folders only. `folder` is an open directory. Links are recorded, never followed. Holds the names of one folder
// a level, nothing of what was met before. Errors: io, denied (the folder itself), limit (over 20 million entries or 64
// levels).
[[nodiscard]] Result<> walk(int folder, const Classify& classify, Visitor& visitor);

// The same, all of it held.
[[nodiscard]] Result<Tree> scan(int folder, const Classify& classify = {});

}  // namespace runseal::transfer
