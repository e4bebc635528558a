// The right edge of the tree: of each level the newest tile that is not full yet. All that appending needs. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "evidence/tiles.h"

namespace runseal::evidence {

struct TileFile {
  Tile tile;
  Bytes content;
};

class Edge {
 public:
  Edge() = default;
  // `levels`: of each level of a log of that size the hashes of the tile that is not full, empty where there is none.
  Edge(std::uint64_t size, std::vector<std::vector<Digest>> levels, Bytes bundle)
      : size_(size), levels_(std::move(levels)), bundle_(std::move(bundle)) {}

  // Adds the files that became full to `full`.
  void add(std::string_view entry, std::vector<TileFile>& full);
  // The tiles that are not full and not as they were at `old_size`.
  [[nodiscard]] std::vector<TileFile> partial_since(std::uint64_t old_size) const;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<std::vector<Digest>> levels_;
  Bytes bundle_;
};

// The root over a full tile's hashes: one hash of the level above.
[[nodiscard]] Digest root_of_tile(const std::vector<Digest>& hashes);

}  // namespace runseal::evidence
