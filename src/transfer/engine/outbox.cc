#include "transfer/engine/outbox.h"

#include <algorithm>

#include <fmt/format.h>

#include "transfer/seal/against.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {

namespace {

// The receiver has the bytes; the inode and ctime tell whether they may be others by now.
bool same_file(const Entry& a, const Entry& b) {
  return a.size == b.size && a.mtime_ns == b.mtime_ns && a.ctime_ns == b.ctime_ns && a.inode == b.inode &&
         a.executable == b.executable;
}

}  // namespace

void Outbox::add(Entry entry) {
  const std::lock_guard lock(mutex_);
  ++version_;
  const bool is_file = entry.kind == EntryKind::file;
  if (is_file) {
    ++progress_.files_total;
    progress_.bytes_total += entry.size;
    if (!all_there_) ++unconfirmed_;
    ++unhashed_;
  }
  Outgoing outgoing;
  outgoing.entry = with_names_in(all_.memory(), std::move(entry));
  outgoing.hashed = !is_file;
  outgoing.confirmed = !is_file || all_there_;
  all_.push_back(std::move(outgoing));
}

void Outbox::set_hashed(Outgoing& file, bool hashed) {
  if (file.hashed == hashed) return;
  file.hashed = hashed;
  hashed ? --unhashed_ : ++unhashed_;
}

EntryRefs Outbox::entries_from(std::size_t first) const {
  const std::lock_guard lock(mutex_);
  EntryRefs entries;
  entries.reserve(all_.size() - first);
  for (auto i = first; i < all_.size(); ++i) entries.push_back(&all_[i].entry);
  return entries;
}

std::uint64_t Outbox::version() const {
  const std::lock_guard lock(mutex_);
  return version_;
}

std::size_t Outbox::size() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

void Outbox::begin_attempt(bool all_there) {
  const std::lock_guard lock(mutex_);
  error_.reset();
  attempt_ = true;
  all_there_ = all_there;
  queue_ = {};
  for (auto& outgoing : all_) {
    if (outgoing.entry.kind != EntryKind::file) continue;
    outgoing.have = 0;
    outgoing.theirs = false;
    outgoing.confirmed = all_there;
  }
}

void Outbox::they_have(const std::vector<Have>& have, std::size_t first) {
  const std::lock_guard lock(mutex_);
  for (const auto& there : have) {
    if (there.entry < first || there.entry >= all_.size() || all_[there.entry].confirmed) continue;
    auto& outgoing = all_[there.entry];
    outgoing.have = std::min(there.bytes, outgoing.entry.size);
    outgoing.confirmed = there.confirmed;
    if (there.confirmed) {
      --unconfirmed_;
      ++progress_.files_done;
    }
    outgoing.theirs = there.confirmed && !outgoing.hashed;
    if (outgoing.theirs) outgoing.entry.sha256 = there.sha256;
  }
}

void Outbox::count_what_is_left() {
  const std::lock_guard lock(mutex_);
  unconfirmed_ = 0;
  std::uint64_t done = 0;
  std::uint64_t files = 0;
  for (const auto& outgoing : all_) {
    if (outgoing.entry.kind != EntryKind::file) continue;
    if (!outgoing.confirmed) ++unconfirmed_;
    if (outgoing.confirmed) ++files;
    if (outgoing.confirmed && outgoing.hashed) done += outgoing.entry.size;
  }
  progress_.bytes_done = done;
  progress_.files_done = files;
}

void Outbox::offer(std::size_t first) {
  {
    const std::lock_guard lock(mutex_);
    for (auto i = first; i < all_.size(); ++i) {
      const auto& file = all_[i];
      if (file.entry.kind == EntryKind::file && !(file.confirmed && file.hashed))
        queue_.add(file.entry.size, static_cast<std::uint32_t>(i));
    }
  }
  wake_.notify_all();
}

void Outbox::end_attempt(const Error& error) {
  {
    const std::lock_guard lock(mutex_);
    attempt_ = false;
    if (!error_) error_ = error;
  }
  wake_.notify_all();
}

std::optional<Error> Outbox::attempt_error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

bool Outbox::all_confirmed() const {
  const std::lock_guard lock(mutex_);
  return all_confirmed_locked();
}

Result<> Outbox::confirm(const std::vector<Confirmed>& ranges) {
  const auto wrong = [] { return fail(ErrorCode::invalid, "the receiver confirmed what was not sent"); };
  const std::lock_guard lock(mutex_);
  for (const auto& range : ranges) {
    if (range.first >= all_.size() || range.count > all_.size() - range.first) return wrong();
    for (auto i = range.first; i < range.first + range.count; ++i) {
      auto& file = all_[i];
      if (file.entry.kind != EntryKind::file || file.confirmed || !file.hashed) return wrong();
      file.confirmed = true;
      --unconfirmed_;
      ++progress_.files_done;
    }
  }
  if (all_confirmed_locked()) wake_.notify_all();
  return {};
}

Result<> Outbox::again(std::uint32_t entry) {
  {
    const std::lock_guard lock(mutex_);
    if (entry >= all_.size() || all_[entry].entry.kind != EntryKind::file || all_[entry].confirmed ||
        !all_[entry].hashed)
      return fail(ErrorCode::invalid, "the receiver asked again for what was not sent");
    auto& file = all_[entry];
    // what had arrived of a file before it changed cannot fit: that is nobody's fault on the way
    const bool expected = file.changes > 0 && file.have > 0;
    set_hashed(file, false);
    file.have = 0;
    if (!expected) ++progress_.wrong;
    progress_.bytes_done -= file.entry.size;
    queue_.add(file.entry.size, entry);
  }
  wake_.notify_all();
  return {};
}

void Outbox::wait(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, limit, [&] { return error_ || all_confirmed_locked(); });
}

void Outbox::wait_end(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, limit, [&] { return error_.has_value(); });
}

EntryRefs Outbox::sorted() const {
  auto entries = entries_from(0);
  const auto by_path = [](const Entry* a, const Entry* b) { return a->path < b->path; };
  if (!std::is_sorted(entries.begin(), entries.end(), by_path)) std::sort(entries.begin(), entries.end(), by_path);
  return entries;
}

class Outbox::Settling final : public Against {
 public:
  Settling(Outbox& outbox, const EntryRefs& sent) : Against(sent), outbox_(outbox) {}

  void unreadable(std::string, std::string) override {}  // an error of look()
  void special(std::string, std::string) override {}
  std::vector<Entry> fresh;

 private:
  Result<> came(Entry now) override {
    fresh.push_back(std::move(now));
    return {};
  }
  Result<> gone(const Entry& sent) override {
    return fail(ErrorCode::conflict, "something of the run went away or was replaced while it was sent",
                shown_path(sent.path), "send the run when nothing works on it any more, or with --follow");
  }
  Result<> both(const Entry& sent, Entry now) override {
    if (now.kind != sent.kind || now.target != sent.target) return gone(sent);
    if (sent.kind != EntryKind::file || same_file(sent, now)) return {};
    const std::lock_guard lock(outbox_.mutex_);
    const auto found = std::find_if(outbox_.all_.begin(), outbox_.all_.end(),
                                    [&](const Outgoing& file) { return &file.entry == &sent; });
    outbox_.changed_locked(*found, now);
    return {};
  }

  Outbox& outbox_;
};

Result<std::vector<Entry>> Outbox::settle(Feed& source) {
  {
    const std::lock_guard lock(mutex_);
    queue_ = {};  // empty, but for its memory, and seldom needed again
  }
  const auto sent = sorted();
  Settling settling(*this, sent);
  RUNSEAL_CHECK(source.look([&](Entry now) { return settling.entry(std::move(now)); }));
  RUNSEAL_CHECK(settling.finish());
  wake_.notify_all();
  return std::move(settling.fresh);
}

bool Outbox::attempt_goes_on() const {
  const std::lock_guard lock(mutex_);
  return attempt_;
}

Outgoing* Outbox::take(std::chrono::milliseconds limit, std::uint32_t& index) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, limit, [&] { return !attempt_ || !queue_.empty(); });
  if (!attempt_ || queue_.empty()) return nullptr;
  index = queue_.take();
  return &all_[index];
}

void Outbox::done(Outgoing& file) {
  const std::lock_guard lock(mutex_);
  set_hashed(file, true);
  if (all_confirmed_locked()) wake_.notify_all();
}

void Outbox::changed(Outgoing& file, const Entry& fresh) {
  {
    const std::lock_guard lock(mutex_);
    changed_locked(file, fresh);
  }
  wake_.notify_all();
}

void Outbox::changed_locked(Outgoing& file, const Entry& fresh) {
  constexpr int patience = 3;
  Error error{ErrorCode::conflict, "a file of the run changes while it is sent", shown_path(file.entry.path),
              "send the run when the instrument has finished, or with --follow"};
  if (++file.changes <= patience) error.code = ErrorCode::io;  // worth another attempt
  ++progress_.changed;
  progress_.bytes_total += fresh.size - file.entry.size;
  ++version_;
  take_up(file.entry, fresh);
  set_hashed(file, false);
  file.sent_to = 0;
  attempt_ = false;
  if (!error_) error_ = error;
}

}  // namespace runseal::transfer
