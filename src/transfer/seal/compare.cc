#include "transfer/seal/compare.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "transfer/seal/against.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using model::FileClass;
using model::FileState;

const char* word(EntryKind kind) {
  return kind == EntryKind::file ? "a file" : kind == EntryKind::folder ? "a folder" : "a link";
}

// The path or one of the folders above it.
template <class Set>
bool has_it_or_above(const Set& paths, std::string_view path) {
  if (paths.empty()) return false;
  for (;;) {
    if (paths.contains(path)) return true;
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return false;
    path = path.substr(0, slash);
  }
}

class Comparer final : public Against {
 public:
  Comparer(const CheckedSeal& seal, const EntryRefs& sealed, const Chosen& chosen)
      : Against(sealed), seal_(seal), chosen_(chosen) {}

  Result<Comparison> compare(int folder, const Classify& classify) && {
    RUNSEAL_CHECK(hold(folder, classify));
    list_what_cannot_be_read();
    settle_folders_that_came();
    return std::move(out_);
  }

  void unreadable(std::string path, std::string why) override { unreadable_.emplace(std::move(path), std::move(why)); }
  void special(std::string path, std::string why) override { special_.emplace(std::move(path), std::move(why)); }

 private:
  void say(std::string_view path, FileState state, std::string detail) {
    out_.verdicts.push_back({shown_path(path), state, std::move(detail)});
  }

  Result<> both(const Entry& sealed, Entry now) override {
    if (chosen_.has(sealed.path)) one(sealed, now);
    return {};
  }

  void one(const Entry& sealed, const Entry& now) {
    const bool late = sealed.file_class == FileClass::late;
    if (sealed.kind == EntryKind::file) ++out_.files;
    if (now.kind != sealed.kind)
      return say(sealed.path, FileState::altered,
                 fmt::format("{} was sealed, {} stands there", word(sealed.kind), word(now.kind)));
    if (sealed.kind == EntryKind::link && now.target != sealed.target)
      return say(sealed.path, FileState::altered,
                 fmt::format("the link led to {}, now to {}", shown_path(sealed.target), shown_path(now.target)));
    if (sealed.kind != EntryKind::file) return;
    if (now.size < sealed.size && !late)
      return say(sealed.path, FileState::truncated, fmt::format("{} of {} bytes are left", now.size, sealed.size));
    const bool mode_changed = now.executable != sealed.executable;
    if (mode_changed && !late)
      return say(sealed.path, FileState::altered,
                 now.executable ? "it was made executable" : "it is no longer executable");
    if (mode_changed) out_.mode_changed.insert(&sealed);
    out_.to_hash.push_back(&sealed);
  }

  Result<> gone(const Entry& sealed) override {
    if (!chosen_.has(sealed.path)) return {};
    if (sealed.kind == EntryKind::file) ++out_.files;
    if (has_it_or_above(unreadable_, sealed.path)) {
      // the item itself is listed with its reason
      if (!unreadable_.contains(sealed.path.view()))
        say(sealed.path, FileState::unreadable, "a folder above it could not be read");
    } else if (special_.contains(sealed.path.view())) {
      say(sealed.path, FileState::altered, "a device, pipe or socket stands there");
    } else {
      say(sealed.path, FileState::missing,
          sealed.kind == EntryKind::file ? fmt::format("{} bytes", sealed.size) : word(sealed.kind));
    }
    return {};
  }

  Result<> came(Entry now) override {
    if (!chosen_.has(now.path)) return {};
    if (now.kind == EntryKind::folder) {
      folders_that_came_.push_back(now.path);
      return {};
    }
    const bool late = now.kind == EntryKind::file && now.file_class == FileClass::late;
    (late ? late_ : extra_).push_back(now.path);
    say(now.path, late ? FileState::late : FileState::extra,
        late ? "came after the seal" : fmt::format("{} that was not sealed", word(now.kind)));
    return {};
  }

  void list_what_cannot_be_read() {
    for (const auto& [path, why] : unreadable_)
      if (chosen_.has(path)) say(path, FileState::unreadable, why);
    for (const auto& [path, why] : special_)
      if (chosen_.has(path) && !is_sealed(path)) {
        extra_.push_back(path);
        say(path, FileState::extra, why);
      }
  }

  bool is_sealed(const std::string& path) const {
    const auto at = std::ranges::lower_bound(seal_.entries, path, {}, path_of);
    return at != seal_.entries.end() && at->path == path;
  }

  // A new folder is late when something late came in it and nothing else.
  void settle_folders_that_came() {
    std::vector<std::string> with_late;
    std::vector<std::string> with_extra;
    const auto mark = [this](const std::string& path, std::vector<std::string>& marked) {
      for (auto slash = path.rfind('/'); slash != std::string::npos;
           slash = slash == 0 ? std::string::npos : path.rfind('/', slash - 1)) {
        const auto above = path.substr(0, slash);
        if (!std::ranges::binary_search(folders_that_came_, above)) return;
        marked.push_back(above);
      }
    };
    for (const auto& path : late_) mark(path, with_late);
    for (const auto& path : extra_) mark(path, with_extra);
    std::ranges::sort(with_late);
    std::ranges::sort(with_extra);
    for (const auto& path : folders_that_came_) {
      const bool late = std::ranges::binary_search(with_late, path) && !std::ranges::binary_search(with_extra, path);
      say(path, late ? FileState::late : FileState::extra,
          late ? "came after the seal" : "a folder that was not sealed");
    }
  }

  const CheckedSeal& seal_;
  const Chosen& chosen_;
  std::map<std::string, std::string, std::less<>> unreadable_;  // why, by path
  std::map<std::string, std::string, std::less<>> special_;
  std::vector<std::string> folders_that_came_;  // sorted, as the walk is
  std::vector<std::string> late_;
  std::vector<std::string> extra_;
  Comparison out_;
};

}  // namespace

Chosen::Chosen(std::span<const std::string> only) : only_(only.begin(), only.end()) {}

bool Chosen::has(std::string_view path) const { return only_.empty() || has_it_or_above(only_, path); }

Result<Comparison> compare(const CheckedSeal& seal, int folder, const Classify& classify, const Chosen& chosen) {
  const auto sealed = refs_to(seal.entries);
  return Comparer(seal, sealed, chosen).compare(folder, classify);
}

}  // namespace runseal::transfer
