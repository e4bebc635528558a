#include "transfer/engine/parcels.h"

#include <algorithm>

#include "base/confined.h"
#include "transfer/seal/manifest.h"
#include "transfer/wire/frames.h"

namespace runseal::transfer {
namespace {

constexpr int patience = 3;  // how often a file that changes is sent again

bool is_settled(ParcelState state) {
  return state == ParcelState::verified || state == ParcelState::corrupt || state == ParcelState::unread;
}

Result<> check(const Entry& entry) {
  RUNSEAL_CHECK(base::check_relative(entry.path));
  if (entry.kind == EntryKind::link) RUNSEAL_CHECK(check_link(entry.path, entry.target));
  if (entry.path != seal_folder && !entry.path.starts_with(std::string(seal_folder) + '/')) return {};
  return fail(ErrorCode::invalid, "the place of the seal cannot be a part of the run", shown_path(entry.path));
}

Found old_file(const Parcel& parcel) { return {parcel.entry.path, EntryKind::file, 0, false, {}}; }

}  // namespace

Result<> Parcels::add(Entry entry) {
  RUNSEAL_CHECK(check(entry));
  {
    const std::lock_guard lock(mutex_);
    if (entry.kind != EntryKind::file) {
      add_to(others_, std::move(entry));
      return {};
    }
    ++progress_.files_total;
    progress_.bytes_total += entry.size;
    ++unsettled_;
    Parcel parcel;
    parcel.index = static_cast<std::uint32_t>(files_.size());
    parcel.entry = with_names_in(files_.memory(), std::move(entry));
    files_.push_back(std::move(parcel));
    if (attempt_) place(static_cast<std::uint32_t>(files_.size() - 1));
  }
  wake_.notify_all();
  return {};
}

void Parcels::no_more() {
  {
    const std::lock_guard lock(mutex_);
    no_more_ = true;
  }
  wake_.notify_all();
}

void Parcels::begin_attempt(FoundList found, bool can_append) {
  const std::lock_guard lock(mutex_);
  error_.reset();
  attempt_ = true;
  can_append_ = can_append;
  found_ = std::move(found);
  there_ = FoundIndex(found_);
  in_the_way_.clear();
  folders_there_.clear();
  to_send_ = {};
  to_read_.clear();
  readings_ = 0;
  for (const auto& one : found_)
    if (one.kind == EntryKind::folder) folders_there_.insert(one.path);
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  unsettled_ = 0;
  for (std::uint32_t i = 0; i < files_.size(); ++i) {
    place(i);
    if (!is_settled(files_[i].state)) ++unsettled_;
    if (files_[i].state == ParcelState::verified) ++files;
    if (files_[i].hashed && files_[i].state != ParcelState::to_send) bytes += files_[i].entry.size;
  }
  progress_.files_done = files;
  progress_.bytes_done = bytes;
}

void Parcels::place(std::uint32_t file) {
  auto& parcel = files_[file];
  if (parcel.state == ParcelState::corrupt || parcel.state == ParcelState::unread) return;
  const auto* const found = there_.find(parcel.entry.path);
  const bool is_file = found != nullptr && found->kind == EntryKind::file;
  in_the_way_.erase(file);
  parcel.have = is_file && found->size <= parcel.entry.size ? found->size : 0;
  if (!can_append_ && parcel.have < parcel.entry.size) parcel.have = 0;
  if (found != nullptr && (!is_file || parcel.have < found->size)) in_the_way_.emplace(file, *found);
  const bool whole = is_file && parcel.have == parcel.entry.size;
  if (whole && parcel.state == ParcelState::verified) return;
  if (whole && (parcel.state == ParcelState::to_read || parcel.state == ParcelState::reading)) {
    parcel.state = ParcelState::to_read;
    to_read_.push_back(file);
    return;
  }
  parcel.state = ParcelState::to_send;
  to_send_.add(parcel.entry.size, file);
}

void Parcels::begin_reading(const std::function<bool(const Entry&)>& which) {
  const std::lock_guard lock(mutex_);
  error_.reset();
  attempt_ = true;
  no_more_ = true;
  ++readings_;
  to_send_ = {};
  to_read_.clear();
  for (auto& parcel : files_) {
    if (!which(parcel.entry)) continue;
    parcel.state = ParcelState::to_read;
    parcel.resumed = false;
    to_read_.push_back(parcel.index);
  }
  unsettled_ = to_read_.size();
  progress_.files_done = files_.size() - unsettled_;
}

void Parcels::end_attempt(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    attempt_ = false;
    if (!error_) error_ = error;
  }
  wake_.notify_all();
}

std::optional<Error> Parcels::attempt_error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

bool Parcels::settled() const {
  const std::lock_guard lock(mutex_);
  return no_more_ && unsettled_ == 0;
}

void Parcels::wait(std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, limit, [&] { return error_ || (no_more_ && unsettled_ == 0); });
}

std::size_t Parcels::files() const {
  const std::lock_guard lock(mutex_);
  return files_.size();
}

std::uint64_t Parcels::furthest() const {
  const std::lock_guard lock(mutex_);
  return furthest_;
}

std::uint64_t Parcels::bytes_missing() const {
  const std::lock_guard lock(mutex_);
  std::uint64_t missing = 0;
  for (const auto& parcel : files_)
    if (parcel.state == ParcelState::to_send) missing += parcel.entry.size - parcel.have;
  return missing;
}

EntryRefs Parcels::sorted() const {
  const std::lock_guard lock(mutex_);
  const auto by_path = [](const Entry* a, const Entry* b) { return a->path < b->path; };
  auto others = refs_to(others_);
  EntryRefs files;
  files.reserve(files_.size());
  for (const auto& parcel : files_) files.push_back(&parcel.entry);
  if (!std::ranges::is_sorted(others, by_path)) std::ranges::sort(others, by_path);
  if (!std::ranges::is_sorted(files, by_path)) std::ranges::sort(files, by_path);
  EntryRefs entries;
  entries.reserve(others.size() + files.size());
  std::ranges::merge(others, files, std::back_inserter(entries), by_path);
  return entries;
}

void Parcels::hashed(std::size_t file, const Entry& as_read) {
  auto& parcel = files_[file];
  take_up(parcel.entry, as_read);
  parcel.hashed = true;
}

Parcels::Work Parcels::take(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto over = [&] { return !attempt_ || (no_more_ && unsettled_ == 0); };
  wake_.wait_for(lock, limit, [&] { return over() || !to_send_.empty() || !to_read_.empty(); });
  if (over()) return {Turn::over, nullptr};
  if (!to_send_.empty()) {
    auto& parcel = files_[to_send_.take()];
    parcel.state = ParcelState::sending;
    return {Turn::send, &parcel};
  }
  if (to_read_.empty()) return {Turn::none, nullptr};
  auto& parcel = files_[to_read_.front()];
  to_read_.pop_front();
  parcel.state = ParcelState::reading;
  return {Turn::read_back, &parcel};
}

void Parcels::sent(Parcel& parcel, const base::Digest& digest) {
  {
    const std::lock_guard lock(mutex_);
    parcel.entry.sha256 = digest;
    parcel.hashed = true;
    parcel.state = ParcelState::to_read;
    to_read_.push_back(parcel.index);
  }
  wake_.notify_all();
}

Result<> Parcels::changed(Parcel& parcel, const Entry& fresh) {
  const std::lock_guard lock(mutex_);
  if (++parcel.changes > patience)
    return fail(ErrorCode::conflict, "a file of the run changes while it is sent", shown_path(parcel.entry.path),
                "send the run when the instrument has finished, or with --follow");
  ++progress_.changed;
  progress_.bytes_total += fresh.size - parcel.entry.size;
  take_up(parcel.entry, fresh);
  parcel.hashed = false;
  parcel.have = 0;
  in_the_way_.insert_or_assign(parcel.index, old_file(parcel));
  parcel.sent_to = 0;
  parcel.state = ParcelState::to_send;
  to_send_.add(parcel.entry.size, parcel.index);
  wake_.notify_all();
  return {};
}

void Parcels::settle(Parcel& parcel, ParcelState state, const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    parcel.state = state;
    if (!why.empty()) why_[parcel.index] = why;
    --unsettled_;
    furthest_ = std::max<std::uint64_t>(furthest_, (readings_ + 1) * files_.size() - unsettled_);
    if (state == ParcelState::verified) ++progress_.files_done;
  }
  wake_.notify_all();
}

void Parcels::verified(Parcel& parcel) { settle(parcel, ParcelState::verified, {}); }
void Parcels::unread(Parcel& parcel, const std::string& why) { settle(parcel, ParcelState::unread, why); }

void Parcels::differs(Parcel& parcel, const std::string& why) {
  ++progress_.wrong;
  if (!parcel.resumed) return settle(parcel, ParcelState::corrupt, why);
  {
    const std::lock_guard lock(mutex_);
    parcel.resumed = false;
    parcel.have = 0;
    in_the_way_.insert_or_assign(parcel.index, old_file(parcel));
    parcel.state = ParcelState::to_send;
    progress_.bytes_done -= parcel.entry.size;
    to_send_.add(parcel.entry.size, parcel.index);
  }
  wake_.notify_all();
}

std::string Parcels::why(const Parcel& parcel) const {
  const std::lock_guard lock(mutex_);
  const auto at = why_.find(parcel.index);
  return at == why_.end() ? std::string() : at->second;
}

std::optional<Found> Parcels::in_the_way_of(const Parcel& parcel) const {
  const std::lock_guard lock(mutex_);
  const auto at = in_the_way_.find(parcel.index);
  return at == in_the_way_.end() ? std::nullopt : std::optional(at->second);
}

void Parcels::way_is_clear(const Parcel& parcel) {
  const std::lock_guard lock(mutex_);
  in_the_way_.erase(parcel.index);
}

std::vector<std::string> Parcels::missing_folders(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> missing;
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
    if (!folders_there_.contains(path.substr(0, slash))) missing.push_back(path.substr(0, slash));
  return missing;
}

void Parcels::folder_is_there(const std::string& path) {
  const std::lock_guard lock(mutex_);
  folders_there_.insert(path);
}

}  // namespace runseal::transfer
