#include "transfer/seal/compare.h"

#include <algorithm>

#include <fmt/format.h>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

using model::FileClass;
using model::FileState;

const char* word(EntryKind kind) {
  return kind == EntryKind::file ? "a file" : kind == EntryKind::folder ? "a folder" : "a link";
}

std::vector<std::string> paths_of(const std::vector<Unreadable>& list) {
  std::vector<std::string> paths;
  for (const auto& one : list) paths.push_back(one.path);
  return paths;  // sorted, as the list is
}

class Comparer {
 public:
  Comparer(const CheckedSeal& seal, const Tree& now, const Chosen& chosen)
      : seal_(seal),
        now_(now),
        chosen_(chosen),
        unreadable_(paths_of(now.unreadable)),
        special_(paths_of(now.special)) {}

  Comparison compare() && {
    auto at = now_.entries.begin();
    for (const auto& sealed : seal_.entries) {
      for (; at != now_.entries.end() && at->path < sealed.path; ++at) came(*at);
      const bool there = at != now_.entries.end() && at->path == sealed.path;
      if (chosen_.has(sealed.path)) one(sealed, there ? &*at : nullptr);
      if (there) ++at;
    }
    for (; at != now_.entries.end(); ++at) came(*at);
    list_what_cannot_be_read();
    settle_folders_that_came();
    return std::move(out_);
  }

 private:
  void say(const std::string& path, FileState state, std::string detail) {
    out_.verdicts.push_back({shown_path(path), state, std::move(detail)});
  }

  void one(const Entry& sealed, const Entry* now) {
    if (sealed.kind == EntryKind::file) ++out_.files;
    if (now == nullptr) return gone(sealed);
    if (now->kind != sealed.kind)
      return say(sealed.path, FileState::altered,
                 fmt::format("{} was sealed, {} stands there", word(sealed.kind), word(now->kind)));
    if (sealed.kind == EntryKind::link && now->target != sealed.target)
      return say(sealed.path, FileState::altered,
                 fmt::format("the link led to {}, now to {}", shown_path(sealed.target), shown_path(now->target)));
    if (sealed.kind != EntryKind::file) return;
    if (now->size < sealed.size && sealed.file_class != FileClass::late)
      return say(sealed.path, FileState::truncated, fmt::format("{} of {} bytes are left", now->size, sealed.size));
    if (now->executable != sealed.executable && sealed.file_class != FileClass::late)
      return say(sealed.path, FileState::altered,
                 now->executable ? "it was made executable" : "it is no longer executable");
    out_.to_hash.push_back({&sealed, now});
  }

  void gone(const Entry& sealed) {
    if (is_or_is_below(sealed.path, unreadable_)) {
      // the item itself is listed with its reason
      if (!std::ranges::binary_search(unreadable_, sealed.path))
        say(sealed.path, FileState::unreadable, "a folder above it could not be read");
    } else if (std::ranges::binary_search(special_, sealed.path)) {
      say(sealed.path, FileState::altered, "a device, pipe or socket stands there");
    } else {
      say(sealed.path, FileState::missing,
          sealed.kind == EntryKind::file ? fmt::format("{} bytes", sealed.size) : word(sealed.kind));
    }
  }

  void came(const Entry& now) {
    if (!chosen_.has(now.path)) return;
    if (now.kind == EntryKind::folder) {
      folders_that_came_.push_back(now.path);
      return;
    }
    const bool late = now.kind == EntryKind::file && now.file_class == FileClass::late;
    (late ? late_ : extra_).push_back(now.path);
    say(now.path, late ? FileState::late : FileState::extra,
        late ? "came after the seal" : fmt::format("{} that was not sealed", word(now.kind)));
  }

  void list_what_cannot_be_read() {
    for (const auto& one : now_.unreadable)
      if (chosen_.has(one.path)) say(one.path, FileState::unreadable, one.why);
    for (const auto& one : now_.special)
      if (chosen_.has(one.path) && !is_sealed(one.path)) {
        extra_.push_back(one.path);
        say(one.path, FileState::extra, one.why);
      }
  }

  bool is_sealed(const std::string& path) const {
    const auto at = std::ranges::lower_bound(seal_.entries, path, {}, &Entry::path);
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
  const Tree& now_;
  const Chosen& chosen_;
  std::vector<std::string> unreadable_;
  std::vector<std::string> special_;
  std::vector<std::string> folders_that_came_;  // sorted, as the scan is
  std::vector<std::string> late_;
  std::vector<std::string> extra_;
  Comparison out_;
};

}  // namespace

Chosen::Chosen(std::span<const std::string> only) : only_(only.begin(), only.end()) { std::ranges::sort(only_); }

bool Chosen::has(std::string_view path) const { return only_.empty() || is_or_is_below(path, only_); }

bool is_or_is_below(std::string_view path, const std::vector<std::string>& sorted) {
  if (sorted.empty()) return false;
  for (;;) {
    if (std::ranges::binary_search(sorted, path)) return true;
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) return false;
    path = path.substr(0, slash);
  }
}

Comparison compare(const CheckedSeal& seal, const Tree& now, const Chosen& chosen) {
  return Comparer(seal, now, chosen).compare();
}

}  // namespace runseal::transfer
