#include "evidence/log.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "evidence/folder.h"

namespace runseal::evidence {
namespace {

constexpr unsigned folder_mode = 0700;
constexpr unsigned file_mode = 0600;
constexpr const char* restore = "`runseal evidence verify` names all damage; restore the folder from a backup";

Result<> sync_all(base::Files& files, const std::set<base::Path>& folders) {
  std::vector<base::Path> deepest_first(folders.begin(), folders.end());
  std::sort(deepest_first.begin(), deepest_first.end(),
            [](const auto& a, const auto& b) { return a.native().size() > b.native().size(); });
  for (const auto& folder : deepest_first) RUNSEAL_CHECK(files.sync_directory(folder));
  return {};
}

// All of a batch is durable, with the folders above it, before the checkpoint that counts it is written. A folder that
// was there already is made durable too, once: whoever made it may have been killed before that.
Result<> write_tiles(base::Files& files, const base::Path& folder, const std::vector<TileFile>& tiles,
                     std::set<base::Path>& durable_folders) {
  std::set<base::Path> touched;
  std::set<base::Path> holders;
  for (const auto& [tile, content] : tiles) {
    const auto path = folder / path_of(tile);
    RUNSEAL_CHECK(files.make_directories(path.parent_path(), folder_mode));
    auto made = files.create(path, content, file_mode);
    if (!made && made.error().code == ErrorCode::exists) {  // beyond the checkpoint, so nobody was ever told of it
      RUNSEAL_CHECK(files.remove(path));
      made = files.create(path, content, file_mode);
    }
    if (!made) return made;
    touched.insert(path.parent_path());
    for (auto below = path.parent_path(); below != folder && !durable_folders.contains(below);) {
      holders.insert(below);
      below = below.parent_path();
      touched.insert(below);
    }
  }
  RUNSEAL_CHECK(sync_all(files, touched));
  durable_folders.merge(holders);
  return {};
}

Result<Edge> read_edge(base::Files& files, const base::Path& folder, std::uint64_t size) {
  const auto newest = [&](int level) { return tile_at(level, hashes_at(level, size) / full_width, size); };
  const auto read = [&](const Tile& tile) -> Result<Bytes> {
    if (tile.width == 0) return Bytes{};
    auto content = read_tile(files, folder, tile);
    if (!content && content.error().code == ErrorCode::not_found)
      return fail(ErrorCode::corrupt, "a file of the evidence log is missing", path_of(tile), restore);
    return content;
  };
  const auto damaged = [](const Tile& tile, const std::string& how) {
    return fail(ErrorCode::corrupt, "a file of the evidence log " + how, path_of(tile), restore);
  };
  std::vector<std::vector<Digest>> levels;
  for (int level = 0; level <= top_level && hashes_at(level, size) > 0; ++level) {
    const auto tile = newest(level);
    RUNSEAL_TRY(const auto content, read(tile));
    auto hashes = decode_hashes(content, tile.width);
    if (!hashes) return damaged(tile, hashes.error().what);
    levels.push_back(*std::move(hashes));
  }
  const auto tile = newest(entries_level);
  RUNSEAL_TRY(auto bundle, read(tile));
  const auto entries = decode_bundle(bundle, tile.width);
  if (!entries) return damaged(tile, entries.error().what);
  for (std::size_t i = 0; i < entries->size(); ++i)
    if (leaf_hash((*entries)[i]) != levels[0][i]) return damaged(tile, "does not hold what was hashed");
  return Edge(size, std::move(levels), std::move(bundle));
}

// Removes what an unfinished append has left, once it is sure that it can be nothing else.
Result<> remove_leftovers(base::Files& files, const base::Path& folder, std::uint64_t size) {
  RUNSEAL_TRY(const auto listing, list_log(files, folder));
  std::vector<Tile> beyond;
  for (const auto& tile : listing.tiles)
    if (place_of(tile, size) == Place::beyond) beyond.push_back(tile);
  if (!beyond.empty() && !one_append(beyond, size))
    return fail(ErrorCode::corrupt,
                fmt::format("the log holds more than the {} entries of its checkpoint, and no single "
                            "append can have left that: a newer checkpoint seems to have been replaced",
                            size),
                path_of(beyond.front()), restore);
  std::set<base::Path> touched;
  for (const auto& tile : beyond) {
    const auto path = folder / path_of(tile);
    RUNSEAL_CHECK(files.remove(path));
    touched.insert(path.parent_path());
  }
  RUNSEAL_CHECK(sync_all(files, touched));  // else a power cut could bring them back among later tiles
  for (const auto& name : listing.temporary) (void)files.remove(folder / name);
  for (const auto& tile : listing.tiles)
    if (place_of(tile, size) == Place::superseded) (void)files.remove(folder / path_of(tile));
  return {};
}

}  // namespace

Log::Log(base::Files& files, base::Path folder, std::string origin, base::PrivateKey key)
    : files_(&files),
      folder_(std::move(folder)),
      key_(std::move(key)),
      verifier_{std::move(origin), key_.public_key()},
      edge_(std::make_unique<Edge>()) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Result<Log> Log::open(base::Files& files, base::Path folder, std::string origin, base::PrivateKey key,
                      const std::optional<Checkpoint>& known) {
  if (!names_a_key(origin))
    return fail(ErrorCode::usage, "an evidence log's name must be text without spaces and without +", origin);
  Log log(files, std::move(folder), std::move(origin), std::move(key));
  RUNSEAL_CHECK(files.make_directories(log.folder_, folder_mode));
  RUNSEAL_TRY(const auto listing, list_log(files, log.folder_));
  if (!listing.checkpoint && (!listing.tiles.empty() || !listing.foreign.empty()))
    return fail(ErrorCode::corrupt, "the folder of the evidence log is not empty, yet has no checkpoint",
                log.folder_.string(), restore);
  if (!listing.checkpoint && !known) {
    RUNSEAL_CHECK(files.sync_directory(log.folder_.has_parent_path() ? log.folder_.parent_path() : "."));
    RUNSEAL_CHECK(log.publish(0, log.edge_->root()));
  }
  RUNSEAL_CHECK(log.load(known));
  return log;
}

Result<> Log::load(const std::optional<Checkpoint>& known) {
  // first make durable what is seen: a checkpoint that a power cut could still take back must not lose its old tiles
  RUNSEAL_CHECK(files_->sync_directory(folder_));
  auto checkpoint = read_checkpoint(*files_, folder_, verifier_);
  if (!checkpoint && checkpoint.error().code == ErrorCode::not_found)
    return fail(ErrorCode::corrupt, "the evidence log has lost its checkpoint", folder_.string(), restore);
  if (!checkpoint) return fail(checkpoint.error());
  RUNSEAL_TRY(auto edge, read_edge(*files_, folder_, checkpoint->size));
  if (edge.root() != checkpoint->root)
    return fail(ErrorCode::corrupt, "the newest tiles do not lead to the root of the checkpoint", folder_.string(),
                restore);
  if (known) {
    if (known->size > checkpoint->size)
      return fail(ErrorCode::corrupt,
                  fmt::format("the evidence log was put back to an earlier state: it had {} entries and now has {}",
                              known->size, checkpoint->size),
                  folder_.string(), restore);
    StoredHashes hashes(*files_, folder_, checkpoint->size);
    RUNSEAL_TRY(const auto root, root_at(hashes, known->size));
    if (root != known->root || known->origin != checkpoint->origin)
      return fail(ErrorCode::corrupt,
                  fmt::format("the first {} entries of the evidence log are not those it once had", known->size),
                  folder_.string(), restore);
  }
  RUNSEAL_CHECK(remove_leftovers(*files_, folder_, checkpoint->size));
  checkpoint_ = *std::move(checkpoint);
  *edge_ = std::move(edge);
  return {};
}

Result<> Log::publish(std::uint64_t size, const base::Digest& root) {
  auto checkpoint = sign_checkpoint(verifier_.name, size, root, key_);
  RUNSEAL_CHECK(base::write_durably(*files_, folder_ / checkpoint_name, base::as_bytes(checkpoint.note), file_mode));
  checkpoint_ = std::move(checkpoint);
  return {};
}

Result<> Log::store(const std::vector<std::string>& entries) {
  auto edge = *edge_;
  std::vector<TileFile> tiles;
  for (const auto& entry : entries) edge.add(entry, tiles);
  for (auto& file : edge.partial_since(edge_->size())) tiles.push_back(std::move(file));
  RUNSEAL_CHECK(write_tiles(*files_, folder_, tiles, durable_folders_));
  RUNSEAL_CHECK(publish(edge.size(), edge.root()));
  const auto old_size = edge_->size();
  *edge_ = std::move(edge);
  remove_superseded(old_size);
  return {};
}

// What stays because this fails is removed by the next load().
void Log::remove_superseded(std::uint64_t old_size) {
  for (int level = entries_level; level <= top_level; ++level) {
    const auto old = tile_at(level, hashes_at(level, old_size) / full_width, old_size);
    if (old.width > 0 && place_of(old, edge_->size()) == Place::superseded)
      (void)files_->remove(folder_ / path_of(old));
  }
}

Result<std::vector<std::uint64_t>> Log::append(const std::vector<Json>& entries) {
  std::vector<std::string> texts;
  for (const auto& entry : entries) {
    RUNSEAL_TRY(texts.emplace_back(), base::canonical_json(entry));
    if (texts.back().size() > max_entry)
      return fail(
          ErrorCode::limit,
          fmt::format("an entry of {} bytes; the evidence log takes at most {}", texts.back().size(), max_entry), {},
          "keep the file elsewhere and log its SHA-256");
  }
  if (stale_) RUNSEAL_CHECK(load(checkpoint_));
  stale_ = false;
  std::vector<std::uint64_t> indexes;
  if (texts.empty()) return indexes;
  const auto first = edge_->size();
  if (const auto stored = store(texts); !stored) {
    stale_ = !load(checkpoint_);
    return fail(stored.error());
  }
  for (std::size_t i = 0; i < texts.size(); ++i) indexes.push_back(first + i);
  return indexes;
}

Result<std::uint64_t> Log::append(const Json& entry) {
  RUNSEAL_TRY(const auto indexes, append(std::vector<Json>{entry}));
  return indexes.front();
}

}  // namespace runseal::evidence
