// The folder of a log: which files are in it, and reading them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "evidence/edge.h"
#include "evidence/note.h"

namespace runseal::evidence {

inline constexpr const char* checkpoint_name = "checkpoint";

struct Listing {
  bool checkpoint = false;
  std::vector<Tile> tiles;
  std::vector<std::string> temporary;  // of a checkpoint that was never put in place
  std::vector<std::string> foreign;    // not by the log
};
[[nodiscard]] Result<Listing> list_log(base::Files& files, const base::Path& folder);

[[nodiscard]] Result<Bytes> read_note(base::Files& files, const base::Path& folder);  // the file `checkpoint`

// Exactly this file. Errors: not_found, io.
[[nodiscard]] Result<Bytes> read_tile(base::Files& files, const base::Path& folder, const Tile& tile);
// This file, or a wider one that has taken its place: whoever holds an older checkpoint finds only that.
// Errors: corrupt (there is none), io.
[[nodiscard]] Result<TileFile> read_tile_or_wider(base::Files& files, const base::Path& folder, const Tile& tile);

// The hashes of a stored log of `size` entries. Nothing of it is proved before a root made from them is compared.
class StoredHashes final : public Hashes {
 public:
  StoredHashes(base::Files& files, base::Path folder, std::uint64_t size)
      : files_(files), folder_(std::move(folder)), size_(size) {}
  [[nodiscard]] Result<Digest> complete(int height, std::uint64_t index) override;

 private:
  base::Files& files_;
  base::Path folder_;
  std::uint64_t size_;
  std::map<Tile, std::vector<Digest>> read_;
};

}  // namespace runseal::evidence
