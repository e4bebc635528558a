// What the listings of folders said of handles that were not used yet. Bounded apart from what is in use: a long
// listing pushes out older ones alone.
#pragma once

#include <list>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "capture/dissectors/nfs_path.h"

namespace runseal::capture {

class NfsListed {
 public:
  struct Entry {
    std::string handle;
    NfsPath path;
    bool folder = false;
  };

  void add(Entry entry) {
    (void)take(entry.handle);
    entries_.push_back(std::move(entry));
    bytes_ += cost(entries_.back());
    by_handle_.emplace(entries_.back().handle, std::prev(entries_.end()));
    while (bytes_ > most_bytes) let_go(entries_.begin());
  }
  std::optional<Entry> take(std::string_view handle) {
    const auto found = by_handle_.find(handle);
    return found == by_handle_.end() ? std::nullopt : std::optional(let_go(found->second));
  }
  [[nodiscard]] std::size_t footprint() const { return bytes_; }

 private:
  using Entries = std::list<Entry>;  // the oldest stands first
  static constexpr std::size_t most_bytes = 1U << 20U;

  static std::size_t cost(const Entry& entry) {
    return sizeof entry + 96 + entry.handle.size() + entry.path.path.size() + entry.path.place.size();
  }
  Entry let_go(Entries::iterator at) {
    by_handle_.erase(at->handle);
    bytes_ -= cost(*at);
    auto entry = std::move(*at);
    entries_.erase(at);
    return entry;
  }

  Entries entries_;
  std::unordered_map<std::string_view, Entries::iterator> by_handle_;  // views into entries_
  std::size_t bytes_ = 0;
};

}  // namespace runseal::capture
