// What stands at a sink, by its path.
#pragma once

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "transfer/sinks/sink.h"

namespace runseal::transfer {

class FoundIndex {
 public:
  FoundIndex() = default;
  explicit FoundIndex(const FoundList& found) {  // which outlives it
    by_hash_.reserve(found.size());
    for (const auto& one : found) by_hash_.emplace_back(hash_of(one.path), &one);
    std::ranges::sort(by_hash_, {}, &Place::first);
  }

  // Nothing: nothing stands there.
  [[nodiscard]] const Found* find(std::string_view path) const {
    for (const auto& [hash, found] : std::ranges::equal_range(by_hash_, hash_of(path), {}, &Place::first))
      if (found->path == path) return found;
    return nullptr;
  }

 private:
  using Place = std::pair<std::size_t, const Found*>;
  [[nodiscard]] static std::size_t hash_of(std::string_view path) { return std::hash<std::string_view>{}(path); }
  std::vector<Place> by_hash_;
};

}  // namespace runseal::transfer
