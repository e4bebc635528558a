#include "runs/watch.h"

#include <algorithm>

namespace runseal::runs {
namespace {

bool same(const FileSeen& a, const FileSeen& b) {
  return a.size == b.size && a.mtime_ns == b.mtime_ns && a.ctime_ns == b.ctime_ns;
}

// When the file says itself that it last changed; never later than now, because then its clock is not ours.
Instant own_time(const FileSeen& file, Instant now) {
  const std::chrono::nanoseconds newest(std::max(file.mtime_ns, file.ctime_ns));
  return std::min(now, Instant(std::chrono::floor<std::chrono::milliseconds>(newest)));
}

}  // namespace

void Watch::look(std::vector<FileSeen> files, Instant at) {
  std::sort(files.begin(), files.end(), [](const FileSeen& a, const FileSeen& b) { return a.path < b.path; });
  const bool first = !looked_ || at < latest_;
  if (first) removed_.reset();
  std::vector<WatchedFile> next;
  next.reserve(files.size());
  auto before = files_.begin();
  for (auto& file : files) {
    for (; before != files_.end() && before->file.path < file.path; ++before)
      if (!first && before->file_class != model::FileClass::late) removed_ = Change{at, before->file.path};
    const bool known = before != files_.end() && before->file.path == file.path;
    WatchedFile watched{{}, known ? before->file_class : class_of(rules_, file.path), at, at};
    if (first) {
      watched.unchanged_since = own_time(file, at);
    } else if (known && same(before->file, file)) {
      watched.since = before->since;
      watched.unchanged_since = before->unchanged_since;
    }
    watched.file = std::move(file);
    next.push_back(std::move(watched));
    if (known) ++before;
  }
  for (; before != files_.end(); ++before)
    if (!first && before->file_class != model::FileClass::late) removed_ = Change{at, before->file.path};
  files_ = std::move(next);
  latest_ = at;
  looked_ = true;
}

std::optional<Watch::Change> Watch::newest_change() const {
  auto newest = removed_;
  for (const auto& watched : files_)
    if (watched.file_class != model::FileClass::late && (!newest || watched.unchanged_since > newest->at))
      newest = Change{watched.unchanged_since, watched.file.path};
  return newest;
}

std::vector<std::string> stable_files(const Watch& watch, std::chrono::seconds quiet) {
  std::vector<std::string> paths;
  for (const auto& watched : watch.files())
    if (watched.file_class == model::FileClass::fixed && watched.file.size > 0 &&
        watch.latest() - watched.since >= quiet)
      paths.push_back(watched.file.path);
  return paths;
}

}  // namespace runseal::runs
