#include "evidence/edge.h"

#include <bit>
#include <utility>

namespace runseal::evidence {

Digest root_of_tile(const std::vector<Digest>& hashes) {
  Frontier frontier;
  for (const auto& hash : hashes) frontier.add(hash);
  return frontier.root();
}

void Edge::add(std::string_view entry, std::vector<TileFile>& full) {
  add_to_bundle(bundle_, entry);
  ++size_;
  if (size_ % full_width == 0)
    full.push_back({{entries_level, size_ / full_width - 1, full_width}, std::exchange(bundle_, {})});

  auto hash = leaf_hash(base::as_bytes(entry));
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& hashes = levels_[level];
    hashes.push_back(hash);
    if (hashes.size() < full_width) return;
    const auto index = hashes_at(static_cast<int>(level), size_) / full_width - 1;
    full.push_back({{static_cast<int>(level), index, full_width}, encode_hashes(hashes)});
    hash = root_of_tile(hashes);
    hashes.clear();
  }
}

std::vector<TileFile> Edge::partial_since(std::uint64_t old_size) const {
  std::vector<TileFile> files;
  if (!bundle_.empty() && size_ != old_size)
    files.push_back({tile_at(entries_level, size_ / full_width, size_), bundle_});
  for (int level = 0; level < static_cast<int>(levels_.size()); ++level) {
    const auto& hashes = levels_[static_cast<std::size_t>(level)];
    const auto count = hashes_at(level, size_);
    if (!hashes.empty() && count != hashes_at(level, old_size))
      files.push_back({tile_at(level, count / full_width, size_), encode_hashes(hashes)});
  }
  return files;
}

Digest Edge::root() const {
  Frontier frontier;
  for (auto level = static_cast<int>(levels_.size()) - 1; level >= 0; --level) {
    const auto& hashes = levels_[static_cast<std::size_t>(level)];
    std::size_t from = 0;
    for (std::size_t count = hashes.size(); count > 0; count = hashes.size() - from) {
      const auto block = std::bit_floor(count);  // left to right, the whole subtrees get smaller
      Frontier subtree;
      for (std::size_t i = from; i < from + block; ++i) subtree.add(hashes[i]);
      frontier.add_complete(8 * level + std::countr_zero(block), subtree.root());
      from += block;
    }
  }
  return frontier.root();
}

}  // namespace runseal::evidence
