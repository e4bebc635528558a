#include "evidence/merkle.h"

#include <bit>

namespace runseal::evidence {
namespace {

constexpr std::uint8_t leaf_prefix = 0;
constexpr std::uint8_t node_prefix = 1;

// MTH of the leaves from begin up to end, where begin is a multiple of the smallest power of two that holds the range.
Result<Digest> range_hash(Hashes& hashes, std::uint64_t begin, std::uint64_t end) {
  const auto count = end - begin;
  if (std::has_single_bit(count)) {
    const int height = std::countr_zero(count);
    return hashes.complete(height, begin >> height);
  }
  const auto split = begin + std::bit_floor(count);
  RUNSEAL_TRY(const auto left, range_hash(hashes, begin, split));
  RUNSEAL_TRY(const auto right, range_hash(hashes, split, end));
  return node_hash(left, right);
}

}  // namespace

Digest leaf_hash(ByteView entry) { return base::Sha256().add({&leaf_prefix, 1}).add(entry).finish(); }

Digest node_hash(const Digest& left, const Digest& right) {
  return base::Sha256().add({&node_prefix, 1}).add(left).add(right).finish();
}

void Frontier::add_complete(int height, const Digest& hash) {
  Block block{height, hash};
  while (!blocks_.empty() && blocks_.back().height == block.height) {
    block = {block.height + 1, node_hash(blocks_.back().hash, block.hash)};
    blocks_.pop_back();
  }
  blocks_.push_back(block);
}

Digest Frontier::root() const {
  if (blocks_.empty()) return base::sha256({});
  auto hash = blocks_.back().hash;
  for (auto block = blocks_.rbegin() + 1; block != blocks_.rend(); ++block) hash = node_hash(block->hash, hash);
  return hash;
}

Result<Digest> root_at(Hashes& hashes, std::uint64_t size) {
  if (size == 0) return base::sha256({});
  return range_hash(hashes, 0, size);
}

Result<std::vector<Digest>> inclusion_path(Hashes& hashes, std::uint64_t index, std::uint64_t size) {
  std::vector<Digest> down;  // from the root's child to the leaf's sibling
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const auto split = begin + std::bit_floor(end - begin - 1);  // the largest power of two below the count
    const bool left = index < split;
    RUNSEAL_TRY(down.emplace_back(), left ? range_hash(hashes, split, end) : range_hash(hashes, begin, split));
    (left ? end : begin) = split;
  }
  return std::vector<Digest>(down.rbegin(), down.rend());
}

Result<std::vector<Digest>> consistency_path(Hashes& hashes, std::uint64_t first, std::uint64_t size) {
  std::vector<Digest> down;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end != first) {
    const auto split = begin + std::bit_floor(end - begin - 1);
    const bool left = first <= split;
    RUNSEAL_TRY(down.emplace_back(), left ? range_hash(hashes, split, end) : range_hash(hashes, begin, split));
    (left ? end : begin) = split;
  }
  // what begins at the first leaf is the older root itself, which the verifier has
  if (begin > 0) {
    RUNSEAL_TRY(down.emplace_back(), range_hash(hashes, begin, end));
  }
  return std::vector<Digest>(down.rbegin(), down.rend());
}

std::optional<Digest> root_from_path(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                                     const std::vector<Digest>& path) {
  if (index >= size) return std::nullopt;
  auto node = index;
  auto last = size - 1;
  auto hash = leaf;
  for (const auto& sibling : path) {
    if (last == 0) return std::nullopt;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return std::nullopt;
  return hash;
}

}  // namespace runseal::evidence
