// Looking at a run folder again and again: what changed since when. Files are told apart by size and times; nothing is
// read. No clock and no disk in here: the caller brings each listing and the time at which it was made.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/compact_text.h"
#include "base/far_memory.h"
#include "base/time.h"
#include "runs/rules.h"

namespace runseal::runs {

struct FileSeen {
  base::CompactText path;  // below the run folder
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;  // since 1970
  std::int64_t ctime_ns = 0;  // 0: not known. Copying tools set back mtime, hardly ever ctime
};

struct WatchedFile {
  FileSeen file;
  model::FileClass file_class = model::FileClass::other;
  Instant since;            // seen as it is since this look
  Instant unchanged_since;  // at the latest: like `since`, or earlier if its own times say so on the first look
};

using WatchedFiles = base::FarList<WatchedFile>;  // their paths lie in its memory

class Watch {
 public:
  explicit Watch(const Rules* rules) : rules_(rules) {}  // nullptr: every file is `other`

  // All files of the run, each path once. A look at an earlier time than the one before (somebody set the clock)
  // begins the watch anew.
  void look(std::vector<FileSeen> files, Instant at);
  // The same in steps, where the files come in the order of their paths.
  void begin_look(Instant at);
  void see(FileSeen file);
  void end_look();

  [[nodiscard]] const Rules* rules() const { return rules_; }
  [[nodiscard]] const WatchedFiles& files() const { return files_; }  // sorted by path
  [[nodiscard]] Instant latest() const { return latest_; }
  [[nodiscard]] bool looked() const { return looked_; }

  struct Change {
    Instant at;
    std::string path;
  };
  // The newest change of any file that is not late; a file that went away counts. Nothing: there are no such files.
  [[nodiscard]] std::optional<Change> newest_change() const;

 private:
  void is_gone(const WatchedFile& watched);

  const Rules* rules_;
  WatchedFiles files_;
  WatchedFiles next_;       // of the look that goes on
  std::size_t before_ = 0;  // how much of files_ was passed by it
  Instant at_{};
  bool first_ = false;
  std::optional<Change> removed_;
  Instant latest_{};
  bool looked_ = false;
};

// For sending while the run goes on: files of class fixed, not empty, that were the same in all looks for at least
// `quiet`. Growing, late, listing and other files, markers among them, are never in it: they go last, so that a
// receiver that waits for a marker has everything when it comes. That a copy which stood still so long had really ended
// is likely, not certain: before sealing, the caller looks again and sends anew what changed.
[[nodiscard]] bool is_stable(const Watch& watch, const WatchedFile& file, std::chrono::seconds quiet);
[[nodiscard]] std::vector<std::string> stable_files(const Watch& watch, std::chrono::seconds quiet);

}  // namespace runseal::runs
