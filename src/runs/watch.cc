#include "runs/watch.h"

#include <algorithm>
#include <utility>

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
  begin_look(at);
  for (auto& file : files) see(std::move(file));
  end_look();
}

void Watch::begin_look(Instant at) {
  at_ = at;
  first_ = !looked_ || at < latest_;
  before_ = 0;
  next_ = {};
  if (first_) removed_.reset();
}

void Watch::see(FileSeen file) {
  for (; before_ < files_.size() && files_[before_].file.path < file.path; ++before_) is_gone(files_[before_]);
  const auto* const before =
      before_ < files_.size() && files_[before_].file.path == file.path ? &files_[before_++] : nullptr;
  WatchedFile watched{{}, before != nullptr ? before->file_class : class_of(rules_, file.path), at_, at_};
  if (first_) {
    watched.unchanged_since = own_time(file, at_);
  } else if (before != nullptr && same(before->file, file)) {
    watched.since = before->since;
    watched.unchanged_since = before->unchanged_since;
  }
  file.path = base::CompactText(file.path.view(), next_.memory());
  watched.file = std::move(file);
  next_.push_back(std::move(watched));
}

void Watch::end_look() {
  for (; before_ < files_.size(); ++before_) is_gone(files_[before_]);
  files_ = std::exchange(next_, {});
  latest_ = at_;
  looked_ = true;
}

void Watch::is_gone(const WatchedFile& watched) {
  if (!first_ && watched.file_class != model::FileClass::late) removed_ = Change{at_, watched.file.path};
}

std::optional<Watch::Change> Watch::newest_change() const {
  auto newest = removed_;
  for (const auto& watched : files_)
    if (watched.file_class != model::FileClass::late && (!newest || watched.unchanged_since > newest->at))
      newest = Change{watched.unchanged_since, watched.file.path};
  return newest;
}

bool is_stable(const Watch& watch, const WatchedFile& file, std::chrono::seconds quiet) {
  return file.file_class == model::FileClass::fixed && file.file.size > 0 && watch.latest() - file.since >= quiet;
}

std::vector<std::string> stable_files(const Watch& watch, std::chrono::seconds quiet) {
  std::vector<std::string> paths;
  for (const auto& watched : watch.files())
    if (is_stable(watch, watched, quiet)) paths.push_back(watched.file.path);
  return paths;
}

}  // namespace runseal::runs
