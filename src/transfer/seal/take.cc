#include "transfer/seal/take.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "transfer/seal/against.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using model::FileClass;

constexpr std::size_t most_named = 10;
constexpr int rounds = 3;  // how often a growing file is read again until twice the same is read
constexpr const char* still_next = "wait until nothing writes to the run any more, then seal it";

std::unexpected<Error> refused(ErrorCode code, const std::string& what, const std::vector<std::string>& names,
                               const char* next) {
  std::vector<std::string> shown;
  for (const auto& name : names) {
    if (shown.size() == most_named) {
      shown.push_back(fmt::format("and {} more", names.size() - most_named));
      break;
    }
    shown.push_back(shown_path(name));
  }
  return fail(code, what, base::join(shown, ", "), next);
}

std::vector<std::string> names_of(const std::vector<Unreadable>& list) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(fmt::format("{} ({})", one.path, one.why));
  return names;
}

Result<> check_sealable(const std::vector<Unreadable>& special, const std::vector<Unreadable>& unreadable) {
  if (!special.empty())
    return refused(ErrorCode::invalid, "devices, pipes and sockets cannot be sealed", names_of(special),
                   "remove them from the run");
  if (!unreadable.empty())
    return refused(ErrorCode::denied, "not everything of the run can be read", names_of(unreadable),
                   "run as a user who may read all of it");
  return {};
}

bool may_move(const Entry& entry) {
  return entry.file_class == FileClass::growing || entry.file_class == FileClass::late;
}

bool same(const Entry& entry, const Hashed& hashed) {
  return !hashed.changed && hashed.bytes == entry.size && hashed.size == entry.size &&
         hashed.mtime_ns == entry.mtime_ns && hashed.ctime_ns == entry.ctime_ns && hashed.inode == entry.inode;
}

bool still_the_same(const Entry& taken, const Entry& now) {
  if (taken.kind != now.kind || taken.target != now.target) return false;
  if (taken.kind != EntryKind::file || taken.file_class == FileClass::late) return true;
  if (taken.file_class == FileClass::growing) return now.size >= taken.size && now.executable == taken.executable;
  return now.size == taken.size && now.mtime_ns == taken.mtime_ns && now.ctime_ns == taken.ctime_ns &&
         now.inode == taken.inode;
}

// What is not as it was when it was hashed.
struct SecondLook final : Against {
  using Against::Against;
  std::vector<std::string> moved;
  std::vector<Unreadable> unreadable_ones;
  std::vector<Unreadable> special_ones;

  void unreadable(std::string path, std::string why) override {
    unreadable_ones.push_back({std::move(path), std::move(why)});
  }
  void special(std::string path, std::string why) override {
    special_ones.push_back({std::move(path), std::move(why)});
  }

 protected:
  Result<> came(Entry now) override {
    if (now.kind != EntryKind::file || now.file_class != FileClass::late) moved.push_back(now.path);
    return {};
  }
  Result<> gone(const Entry& expected) override {
    moved.push_back(expected.path);
    return {};
  }
  Result<> both(const Entry& expected, Entry now) override {
    if (!still_the_same(expected, now)) moved.push_back(expected.path);
    return {};
  }
};

class Taker {
 public:
  Taker(int folder, const TakeOptions& options) : folder_(folder), options_(options) {}

  Result<Taken> take() {
    RUNSEAL_TRY(auto tree, scan(folder_, options_.classify));
    RUNSEAL_CHECK(check_sealable(tree.special, tree.unreadable));
    if (options_.on_scanned) options_.on_scanned(tree.files, tree.bytes);
    taken_.entries = std::move(tree.entries);
    RUNSEAL_CHECK(hash_all());
    RUNSEAL_CHECK(settle_growing());
    if (read_any_) RUNSEAL_CHECK(look_again());  // or the scan was a moment ago, and nothing but a scan
    return std::move(taken_);
  }

 private:
  Result<> hash_all() {
    EntryRefs wanted;
    for (auto& entry : taken_.entries) {
      if (entry.kind != EntryKind::file) continue;
      const auto known = options_.reuse ? options_.reuse(entry) : std::nullopt;
      if (!known) {
        wanted.push_back(&entry);
        continue;
      }
      entry.sha256 = *known;
      ++taken_.reused;
      if (options_.hash.progress != nullptr) *options_.hash.progress += entry.size;
      if (options_.files_done != nullptr) ++*options_.files_done;
    }
    read_any_ = !wanted.empty();
    RUNSEAL_CHECK(hash(wanted, [this](Entry& entry, const Hashed& hashed) { first_reading(entry, hashed); }));
    return nothing_wrong();
  }

  Result<> hash(const EntryRefs& which, const std::function<void(Entry&, const Hashed&)>& done) {
    return hash_entries(folder_, which, options_.hash, [&](const Entry& entry, const Result<Hashed>& hashed) {
      if (options_.files_done != nullptr) ++*options_.files_done;
      if (hashed)
        done(const_cast<Entry&>(entry), *hashed);  // it is one of taken_.entries
      else if (hashed.error().code == ErrorCode::not_found)
        moved_.push_back(entry.path);
      else
        unreadable_.push_back({entry.path, hashed.error().what});
    });
  }

  void first_reading(Entry& entry, const Hashed& hashed) {
    const bool still = same(entry, hashed);
    if (!still && !may_move(entry)) return moved_.push_back(entry.path);
    adopt(entry, hashed);
    if (!still && entry.file_class == FileClass::growing) growing_.push_back(&entry);
  }

  static void adopt(Entry& entry, const Hashed& hashed) {
    entry.sha256 = hashed.sha256;
    entry.size = hashed.bytes;
    entry.mtime_ns = hashed.mtime_ns;
    entry.ctime_ns = hashed.ctime_ns;
    entry.inode = hashed.inode;
  }

  // A file that grew while it was read: what was read must stand there still, or it is not only appended to.
  Result<> settle_growing() {
    for (int round = 0; round < rounds && !growing_.empty(); ++round) {
      EntryRefs restless;
      const auto again = std::exchange(growing_, {});
      RUNSEAL_CHECK(hash(again, [&](Entry& entry, const Hashed& hashed) {
        const bool stood = hashed.bytes == entry.size && hashed.sha256 == entry.sha256;
        adopt(entry, hashed);
        if (!stood) restless.push_back(&entry);
      }));
      growing_ = std::move(restless);
    }
    for (const auto* entry : growing_) moved_.push_back(entry->path);
    return nothing_wrong();
  }

  Result<> nothing_wrong() {
    if (!unreadable_.empty())
      return refused(ErrorCode::denied, "not everything of the run can be read", names_of(unreadable_),
                     "run as a user who may read all of it; a file that gives read errors must be copied again");
    if (moved_.empty()) return {};
    std::ranges::sort(moved_);
    return refused(ErrorCode::conflict, "the run is still being written: nothing was sealed", moved_, still_next);
  }

  // What happened to files after each was hashed, and what came or went.
  Result<> look_again() {
    const auto taken = refs_to(taken_.entries);
    SecondLook look(taken);
    RUNSEAL_CHECK(look.hold(folder_, options_.classify));
    RUNSEAL_CHECK(check_sealable(look.special_ones, look.unreadable_ones));
    moved_ = std::move(look.moved);
    return nothing_wrong();
  }

  int folder_;
  const TakeOptions& options_;
  Taken taken_;
  bool read_any_ = false;
  EntryRefs growing_;
  std::vector<std::string> moved_;
  std::vector<Unreadable> unreadable_;
};

}  // namespace

Result<Taken> take_run(int folder, const TakeOptions& options) { return Taker(folder, options).take(); }

}  // namespace runseal::transfer
