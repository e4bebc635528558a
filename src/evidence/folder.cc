#include "evidence/folder.h"

#include <fmt/format.h>

namespace runseal::evidence {
namespace {

constexpr int attempts = 8;   // at finding a tile that a writer keeps replacing by a wider one
constexpr int max_depth = 8;  // of x000 folders: more than 64 bits need

Error missing(const Tile& tile) {
  return {ErrorCode::corrupt, "a file of the evidence log is missing", path_of(tile),
          "`runseal evidence verify` names all damage; restore the folder from a backup"};
}

// The kind of a name decides what it is: the seam to the disk does not tell files from folders.
Result<> walk(base::Files& files, const base::Path& folder, const std::string& below, int depth, Listing& out) {
  const auto names = files.list(folder / below);
  if (!names && names.error().code == ErrorCode::not_found) {  // gone meanwhile, or a file where a folder should be
    out.foreign.push_back(below);
    return {};
  }
  if (!names) return fail(names.error());
  for (const auto& name : *names) {
    const auto path = below + "/" + name;
    if (const auto tile = tile_named(path))
      out.tiles.push_back(*tile);
    else if (depth < max_depth && (depth == 0 || name.starts_with('x') || name.ends_with(".p")))
      RUNSEAL_CHECK(walk(files, folder, path, depth + 1, out));
    else
      out.foreign.push_back(path);
  }
  return {};
}

}  // namespace

Result<Listing> list_log(base::Files& files, const base::Path& folder) {
  Listing out;
  RUNSEAL_TRY(const auto names, files.list(folder));
  for (const auto& name : names) {
    if (name == checkpoint_name)
      out.checkpoint = true;
    else if (name == "tile")
      RUNSEAL_CHECK(walk(files, folder, name, 0, out));
    else if (name.starts_with(std::string(".") + checkpoint_name + "."))
      out.temporary.push_back(name);
    else
      out.foreign.push_back(name);
  }
  return out;
}

Result<Bytes> read_note(base::Files& files, const base::Path& folder) {
  return files.read(folder / checkpoint_name, max_note);
}

Result<Bytes> read_tile(base::Files& files, const base::Path& folder, const Tile& tile) {
  return files.read(folder / path_of(tile), tile.level == entries_level ? max_bundle : max_tile);
}

Result<TileFile> read_tile_or_wider(base::Files& files, const base::Path& folder, const Tile& tile) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    std::vector<Tile> candidates{tile, {tile.level, tile.index, full_width}};
    const auto partial_folder = base::Path(path_of({tile.level, tile.index, 1})).parent_path();
    if (attempt > 0) {
      const auto names = files.list(folder / partial_folder);
      for (const auto& name : names.value_or(std::vector<std::string>{}))
        if (const auto other = tile_named((partial_folder / name).string()); other && other->width > tile.width)
          candidates.push_back(*other);
    }
    for (const auto& candidate : candidates) {
      auto content = read_tile(files, folder, candidate);
      if (content) return TileFile{candidate, *std::move(content)};
      if (content.error().code != ErrorCode::not_found) return fail(content.error());
    }
  }
  return fail(missing(tile));
}

Result<Digest> StoredHashes::complete(int height, std::uint64_t index) {
  const int level = height / 8;
  const auto count = std::uint64_t{1} << (height % 8);
  const auto first = index * count;
  const auto tile = tile_at(level, first / full_width, size_);
  const auto from = first % full_width;
  if (from + count > tile.width) return fail(ErrorCode::internal, "a hash past the end of the log was asked for");
  auto known = read_.find(tile);
  if (known == read_.end()) {
    RUNSEAL_TRY(const auto file, read_tile_or_wider(files_, folder_, tile));
    auto hashes = decode_hashes(file.content, file.tile.width);
    if (!hashes) return fail(ErrorCode::corrupt, hashes.error().what, path_of(file.tile));
    known = read_.emplace(tile, *std::move(hashes)).first;
  }
  Frontier subtree;
  for (auto i = from; i < from + count; ++i) subtree.add(known->second[i]);
  return subtree.root();
}

}  // namespace runseal::evidence
