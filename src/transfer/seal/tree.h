// What a run consists of: regular files, folders and symbolic links below one folder, never `.runseal/` itself.
// Paths are bytes as the file system has them, relative, '/'-separated, compared as unsigned bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "model/run.h"

namespace runseal::transfer {

inline constexpr std::string_view seal_folder = ".runseal";

enum class EntryKind { file, folder, link };

struct Entry {
  EntryKind kind = EntryKind::file;
  std::string path;
  std::uint64_t size = 0;     // files
  std::int64_t mtime_ns = 0;  // since 1970
  bool executable = false;    // files: the owner's x bit
  std::string target;         // links: as readlink(2) gives it
  model::FileClass file_class = model::FileClass::other;
  base::Digest sha256{};  // files, once hashed
  // who it was when it was looked at: for --trust-stat and to notice a change while it is read; not part of the seal
  std::uint64_t inode = 0;
  std::int64_t ctime_ns = 0;
};

struct Unreadable {
  std::string path;
  std::string why;
};

struct Tree {
  std::vector<Entry> entries;  // sorted by path
  std::vector<Unreadable> unreadable;
  std::vector<Unreadable> special;  // devices, sockets, pipes: cannot be sealed or sent
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

using Classify = std::function<model::FileClass(std::string_view path)>;

// Reads folders only. `folder` is an open directory. Links are recorded, never followed. Errors: io, denied (the folder
// itself), limit (over 20 million entries or 64 levels).
[[nodiscard]] Result<Tree> scan(int folder, const Classify& classify = {});

}  // namespace runseal::transfer
