#include "capture/dissectors/nfs_files.h"

#include <fmt/format.h>

#include "capture/dissectors/nfs_roots.h"
#include "capture/dissectors/shown_name.h"
#include "capture/export_paths.h"

namespace runseal::capture {
namespace {

constexpr std::size_t most_files = 1024;
constexpr std::size_t longest_path = 2048;

std::string_view text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// The end of a handle tells files of one export apart.
std::string nameless(const std::string& handle) {
  const auto end = base::as_bytes(handle).last(std::min<std::size_t>(handle.size(), 12));
  return fmt::format("(a file whose name was not seen, handle …{})", base::to_hex(end));
}

}  // namespace

NfsFiles::File* NfsFiles::find(Ref file) {
  if (file.generation == 0 || file.slot >= files_.size()) return nullptr;
  auto& found = files_[file.slot];
  return found.generation == file.generation ? &found : nullptr;
}

std::uint32_t NfsFiles::free_slot() {
  if (files_.size() < most_files) {
    files_.emplace_back();
    return static_cast<std::uint32_t>(files_.size() - 1);
  }
  while (std::exchange(files_[hand_].used, false)) hand_ = (hand_ + 1) % most_files;
  auto& old = files_[hand_];
  record(old);
  by_handle_.erase(old.handle);
  bytes_ -= old.handle.size() + old.path.path.size();
  const auto generation = old.generation + 1;
  old = File();
  old.generation = std::max(generation, 1U);
  return std::exchange(hand_, static_cast<std::uint32_t>((hand_ + 1) % most_files));
}

NfsFiles::Ref NfsFiles::of(ByteView handle, const std::string& reason, Moment at) {
  if (handle.empty()) return {};
  if (const auto found = by_handle_.find(text(handle)); found != by_handle_.end()) {
    auto& file = files_[found->second];
    file.used = true;
    return {found->second, file.generation};
  }
  const auto slot = free_slot();
  auto& file = files_[slot];
  file.handle = text(handle);
  file.counts.reason = reason;
  file.counts.first = file.counts.last = at;
  by_handle_.emplace(file.handle, slot);
  const auto* roots = NfsRoots::of(flow_);
  if (const auto* mounted = roots != nullptr ? roots->path(flow_.key.server, handle) : nullptr) {
    file.path.place = *mounted;
    file.known = file.folder = true;
  } else if (auto listed = listed_.take(file.handle)) {
    file.path = std::move(listed->path);
    file.known = true;
    file.folder = listed->folder;
  }
  bytes_ += file.handle.size() + file.path.path.size();
  return {slot, file.generation};
}

NfsPath NfsFiles::path(Ref file) {
  const auto* found = find(file);
  return found == nullptr ? NfsPath() : found->path;
}

NfsPath NfsFiles::below(const NfsPath& folder, std::string_view name) {
  auto path = folder;
  if (!path.path.empty()) path.path += '/';
  path.path += shown_name(name);
  if (path.path.size() > longest_path) path.path = "…" + path.path.substr(path.path.size() - longest_path / 2);
  return path;
}

NfsPath NfsFiles::below(Ref folder, std::string_view name) {
  auto* found = find(folder);
  if (found != nullptr) found->folder = true;
  return below(found == nullptr ? NfsPath() : found->path, name);
}

void NfsFiles::bind(ByteView handle, const NfsPath& path, bool folder, const std::string& reason, Moment at) {
  auto* file = find(of(handle, reason, at));
  if (file == nullptr) return;
  const bool other = file->path.path != path.path || file->path.place != path.place;
  if (!file->path.place.empty() && other)
    called(file->path, std::exchange(file->calls, {}));  // it was moved, or has two names
  bytes_ = bytes_ - file->path.path.size() + path.path.size();
  file->path = path;
  file->known = true;
  file->folder = file->folder || folder;
  file->counts.last = at;
}

void NfsFiles::listed(ByteView handle, const NfsPath& path, bool folder, const std::string& reason, Moment at) {
  const auto found = by_handle_.find(text(handle));
  if (found == by_handle_.end()) return listed_.add({std::string(text(handle)), path, folder});
  if (!files_[found->second].known || !path.place.empty()) bind(handle, path, folder, reason, at);
}

void NfsFiles::read(Ref file, const FilePart& part, Moment at) {
  if (auto* found = find(file)) {
    found->counts.was_read(part);
    found->counts.last = at;
  }
}

void NfsFiles::written(Ref file, const FilePart& part, Moment at) {
  if (auto* found = find(file)) {
    found->counts.was_written(part);
    found->counts.last = at;
  }
}

void NfsFiles::read(const NfsPath& path, const std::string& reason, const FilePart& part, Moment at) {
  named_.at(path.place, path.path, reason, at).was_read(part);
}

void NfsFiles::written(const NfsPath& path, const std::string& reason, const FilePart& part, Moment at) {
  named_.at(path.place, path.path, reason, at).was_written(part);
}

void NfsFiles::called(Ref file, const PlaceSeen& seen) {
  if (auto* found = find(file))
    found->calls.add(seen);
  else
    called(NfsPath(), seen);
}

void NfsFiles::called(const NfsPath& path, const PlaceSeen& seen) {
  if (seen.readable > 0) add_at_path(places_, export_path(path.place, path.path), seen);
}

void NfsFiles::named(const NfsPath& path, const std::string& reason, Moment at) {
  (void)named_.at(path.place, path.path, reason, at);
}

void NfsFiles::record(File& file) {
  called(file.path, std::exchange(file.calls, {}));
  const bool carried = file.counts.read > 0 || file.counts.written > 0;
  if (!carried && (!file.known || file.folder || file.path.path.empty())) return;
  auto exposure = std::move(file.counts);
  exposure.place = file.path.place;
  exposure.path = file.known ? file.path.path : nameless(file.handle);
  if (flow_.recorder != nullptr) flow_.recorder->exposed(flow_.key, exposure);
}

Places NfsFiles::finish() {
  for (auto& file : files_) record(file);
  files_.clear();
  by_handle_.clear();
  named_.finish();
  return std::exchange(places_, {});
}

std::size_t NfsFiles::footprint() const {
  return named_.footprint() + listed_.footprint() + files_.size() * (sizeof(File) + 64) + bytes_ + places_.size() * 128;
}

}  // namespace runseal::capture
