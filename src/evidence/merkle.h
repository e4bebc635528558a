// The Merkle tree of RFC 9162 section 2.1 over SHA-256. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace runseal::evidence {

using base::Digest;

[[nodiscard]] Digest leaf_hash(ByteView entry);
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);

// A tree that grows at its right end: of what is complete it keeps one hash a height.
class Frontier {
 public:
  void add(const Digest& leaf) { add_complete(0, leaf); }
  // A whole subtree of 2^height leaves. Heights may only come in the order in which leaves would have made them.
  void add_complete(int height, const Digest& hash);
  [[nodiscard]] Digest root() const;  // of no leaves: the hash of nothing

 private:
  struct Block {
    int height;
    Digest hash;
  };
  std::vector<Block> blocks_;  // left to right, heights falling
};

// Where the hashes of whole subtrees come from: number `index` of those with 2^height leaves.
class Hashes {
 public:
  virtual ~Hashes() = default;
  [[nodiscard]] virtual Result<Digest> complete(int height, std::uint64_t index) = 0;
};

[[nodiscard]] Result<Digest> root_at(Hashes& hashes, std::uint64_t size);
// PATH(index, D[size]) of section 2.1.3.1: from the leaf's sibling up. index < size.
[[nodiscard]] Result<std::vector<Digest>> inclusion_path(Hashes& hashes, std::uint64_t index, std::uint64_t size);
// PROOF(first, D[size]) of section 2.1.4.1, which leads from the root at `first` to that at `size`. 0 < first <= size.
[[nodiscard]] Result<std::vector<Digest>> consistency_path(Hashes& hashes, std::uint64_t first, std::uint64_t size);
// Section 2.1.3.2. Nothing when the path cannot belong to this index and size.
[[nodiscard]] std::optional<Digest> root_from_path(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                                                   const std::vector<Digest>& path);

}  // namespace runseal::evidence
