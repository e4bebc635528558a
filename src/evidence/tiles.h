// Names and bytes of the files of a log, as C2SP tlog-tiles lays them out. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "evidence/merkle.h"

namespace runseal::evidence {

constexpr unsigned full_width = 256;
constexpr int entries_level = -1;  // an entry bundle: as wide as the level 0 tile beside it
constexpr int top_level = 7;       // 256^8 leaves are more than 64 bits count
constexpr std::size_t max_tile = full_width * sizeof(Digest);
constexpr std::size_t max_bundle = std::size_t{full_width} * (65535U + 2U);

struct Tile {
  int level = 0;
  std::uint64_t index = 0;
  unsigned width = full_width;  // 1 to 256

  [[nodiscard]] bool full() const { return width == full_width; }
  // how many hashes its level has up to its right end
  [[nodiscard]] std::uint64_t end() const { return index * full_width + width; }
  auto operator<=>(const Tile&) const = default;
};

[[nodiscard]] std::string path_of(const Tile& tile);                             // "tile/0/x001/234.p/5"
[[nodiscard]] std::optional<Tile> tile_named(std::string_view path);             // nothing when no tile is called so
[[nodiscard]] std::uint64_t hashes_at(int level, std::uint64_t size);            // of a log with `size` entries
[[nodiscard]] Tile tile_at(int level, std::uint64_t index, std::uint64_t size);  // width 0 when it has none

// What a file is to a log of `size` entries.
enum class Place {
  needed,
  superseded,  // a narrower version of one that is needed
  beyond,      // holds what the log does not have
};
[[nodiscard]] Place place_of(const Tile& tile, std::uint64_t size);

// Whether these tiles beyond `size` can all be of one append: whether one greater size needs every one of them.
[[nodiscard]] bool one_append(const std::vector<Tile>& beyond, std::uint64_t size);

[[nodiscard]] Bytes encode_hashes(const std::vector<Digest>& hashes);
[[nodiscard]] Result<std::vector<Digest>> decode_hashes(ByteView content, unsigned width);    // corrupt
void add_to_bundle(Bytes& bundle, std::string_view entry);                                    // at most 65535 bytes
[[nodiscard]] Result<std::vector<ByteView>> decode_bundle(ByteView content, unsigned width);  // corrupt

}  // namespace runseal::evidence
