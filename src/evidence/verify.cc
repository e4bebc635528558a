// Every stored leaf hash is there twice: in its level 0 tile, and made again from its entry. Where the two differ, the
// one from which the signed root follows is right, and the other's file is named as the damaged one.
#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "evidence/folder.h"
#include "evidence/log.h"

namespace runseal::evidence {
namespace {

constexpr int attempts = 5;  // at finding the folder unchanged by a writer from beginning to end

using Leaves = std::vector<std::optional<Digest>>;

class Examination {
 public:
  Examination(base::Files& files, const base::Path& folder, const std::vector<Checkpoint>& known)
      : files_(files), folder_(folder), known_(known) {}

  Result<Verification> run(const Result<Checkpoint>& checkpoint);

 private:
  void report(std::string where, std::string what) { out_.problems.push_back({std::move(what), std::move(where)}); }
  std::optional<Bytes> content_of(const Tile& tile);
  Leaves hashes_of(const Tile& tile);
  Leaves leaves_of(const Tile& bundle);
  void read_leaves();
  void read_missing_tail();
  void choose_leaves();
  void report_differences();
  void compare_with_known();
  void compare_upper_levels();
  void look_at_other_files();

  base::Files& files_;
  const base::Path& folder_;
  const std::vector<Checkpoint>& known_;
  Listing listing_;
  Verification out_;
  bool trusted_ = false;      // the checkpoint's signature holds
  std::uint64_t size_ = 0;    // what the checkpoint counts, or else the files
  std::uint64_t stored_ = 0;  // leaves that the files can hold
  Leaves from_entries_;
  Leaves from_tiles_;
  Leaves right_;  // of both, those that lead to the signed root
  enum { entries_wrong, tiles_wrong, unclear } blame_ = unclear;
};

// Without a checkpoint to go by: as many entries as there are files without a gap.
std::uint64_t size_on_disk(const Listing& listing) {
  std::set<std::uint64_t> full;
  for (const auto& tile : listing.tiles)
    if (tile.level == entries_level && tile.full()) full.insert(tile.index);
  std::uint64_t index = 0;
  while (full.contains(index)) ++index;
  auto size = index * full_width;
  for (const auto& tile : listing.tiles)
    if (tile.level == entries_level && tile.index == index && !tile.full()) size = std::max(size, tile.end());
  return size;
}

std::optional<Digest> root_of(const Leaves& leaves) {
  Frontier frontier;
  for (const auto& leaf : leaves) {
    if (!leaf) return std::nullopt;
    frontier.add(*leaf);
  }
  return frontier.root();
}

bool is_canonical(ByteView entry) {
  const auto text = base::as_text(entry);
  const auto json = base::parse_json(text, max_entry);
  return json && base::canonical_json(*json) == text;
}

std::optional<Bytes> Examination::content_of(const Tile& tile) {
  auto content = read_tile(files_, folder_, tile);
  if (content) return *std::move(content);
  report(path_of(tile),
         content.error().code == ErrorCode::not_found ? "missing" : "unreadable: " + content.error().what);
  return std::nullopt;
}

Leaves Examination::hashes_of(const Tile& tile) {
  Leaves unknown(tile.width);
  const auto content = content_of(tile);
  if (!content) return unknown;
  const auto hashes = decode_hashes(*content, tile.width);
  if (hashes) return {hashes->begin(), hashes->end()};
  report(path_of(tile), hashes.error().what);
  return unknown;
}

Leaves Examination::leaves_of(const Tile& bundle) {
  Leaves leaves(bundle.width);
  const auto content = content_of(bundle);
  if (!content) return leaves;
  const auto entries = decode_bundle(*content, bundle.width);
  if (!entries) {
    report(path_of(bundle), entries.error().what);
    return leaves;
  }
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    leaves[i] = leaf_hash((*entries)[i]);
    if (!is_canonical((*entries)[i]))
      report(path_of(bundle), fmt::format("entry {} is not canonical JSON", bundle.index * full_width + i));
  }
  out_.entries += leaves.size();
  return leaves;
}

void Examination::read_leaves() {
  for (std::uint64_t index = 0; index * full_width < stored_; ++index) {
    const auto entries = leaves_of(tile_at(entries_level, index, size_));
    const auto hashes = hashes_of(tile_at(0, index, size_));
    from_entries_.insert(from_entries_.end(), entries.begin(), entries.end());
    from_tiles_.insert(from_tiles_.end(), hashes.begin(), hashes.end());
  }
}

// A lost tail is one problem, however long it was.
void Examination::read_missing_tail() {
  std::uint64_t stored = 0;
  for (const auto& tile : listing_.tiles)
    if (tile.level <= 0 && place_of(tile, size_) != Place::beyond)
      stored = std::max(stored, (tile.index + 1) * full_width);
  stored_ = std::min(size_, stored);
  if (stored_ < size_)
    report(path_of(tile_at(entries_level, stored_ / full_width, size_)),
           fmt::format("missing, with all that follows: entries {} to {}", stored_, size_ - 1));
}

void Examination::choose_leaves() {
  Leaves entries_first = from_entries_;
  Leaves tiles_first = from_tiles_;
  for (std::size_t i = 0; i < entries_first.size(); ++i) {
    if (!entries_first[i]) entries_first[i] = from_tiles_[i];
    if (!tiles_first[i]) tiles_first[i] = from_entries_[i];
  }
  right_ = entries_first;
  if (!trusted_) return;
  const bool whole = stored_ == size_;
  const auto root = root_of(entries_first);
  if (whole && root == out_.checkpoint.root) {
    blame_ = tiles_wrong;
  } else if (whole && root_of(tiles_first) == out_.checkpoint.root) {
    blame_ = entries_wrong;
    right_ = std::move(tiles_first);
  } else {
    report(checkpoint_name, whole && root ? fmt::format("its root is not that of the {} entries stored", size_)
                                          : "its root cannot be made again, for entries are missing");
  }
}

void Examination::report_differences() {
  for (std::size_t from = 0; from < from_entries_.size(); from += full_width) {
    std::vector<std::size_t> differing;
    for (auto i = from; i < std::min<std::size_t>(from + full_width, from_entries_.size()); ++i)
      if (from_entries_[i] && from_tiles_[i] && from_entries_[i] != from_tiles_[i]) differing.push_back(i);
    if (differing.empty()) continue;
    const auto bundle = path_of(tile_at(entries_level, from / full_width, size_));
    const auto tile = path_of(tile_at(0, from / full_width, size_));
    const auto which = fmt::format("entry {}{}", differing.front(),
                                   differing.size() > 1 ? fmt::format(" and {} more", differing.size() - 1) : "");
    if (blame_ == entries_wrong)
      report(bundle, which + " changed: not what was logged");
    else if (blame_ == tiles_wrong)
      report(tile, "changed: not the hash of " + which);
    else
      report(bundle, which + " or the hash in " + tile + " changed");
  }
}

void Examination::compare_with_known() {
  auto known = known_;
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.size < b.size; });
  Frontier frontier;
  std::size_t counted = 0;
  for (const auto& earlier : known) {
    const auto first = fmt::format("the first {} entries", earlier.size);
    while (counted < right_.size() && counted < earlier.size && right_[counted]) frontier.add(*right_[counted++]);
    if (trusted_ && earlier.origin != out_.checkpoint.origin)
      report(checkpoint_name, "the known checkpoint is of another log: " + earlier.origin);
    else if (earlier.size > size_)
      report(checkpoint_name,
             fmt::format("put back to an earlier state: the log had {} entries and now has {}", earlier.size, size_));
    else if (counted < earlier.size)
      report(checkpoint_name, first + " cannot be compared with the known checkpoint, for some are missing");
    else if (frontier.root() != earlier.root)
      report(checkpoint_name, "rewritten: " + first + " are not those that the known checkpoint signs");
  }
}

void Examination::compare_upper_levels() {
  auto below = right_;
  for (int level = 1; level <= top_level && hashes_at(level, size_) > 0; ++level) {
    Leaves made;
    for (std::size_t from = 0; from + full_width <= below.size(); from += full_width) {
      const auto at = below.begin() + static_cast<std::ptrdiff_t>(from);
      made.push_back(root_of(Leaves(at, at + full_width)));
    }
    for (std::uint64_t index = 0; index * full_width < made.size(); ++index) {
      const auto tile = tile_at(level, index, size_);
      const auto stored = hashes_of(tile);
      for (std::size_t i = 0; i < stored.size() && index * full_width + i < made.size(); ++i) {
        const auto& right = made[index * full_width + i];
        if (!stored[i] || !right || stored[i] == right) continue;
        report(path_of(tile), fmt::format("changed: hash {} does not follow from the level below", i));
        break;
      }
    }
    below = std::move(made);
  }
}

void Examination::look_at_other_files() {
  std::vector<Tile> beyond;
  for (const auto& tile : listing_.tiles)
    if (place_of(tile, size_) == Place::beyond) beyond.push_back(tile);
  // Nothing was ever acknowledged past a checkpoint that is the newest known: then these can only be an append that
  // never finished. Without it nobody can tell, and what nobody can tell is a problem.
  const bool newest = trusted_ && std::any_of(known_.begin(), known_.end(), [&](const auto& known) {
                        return known.size == size_ && known.root == out_.checkpoint.root;
                      });
  const bool harmless = newest && one_append(beyond, size_);
  const std::string why = "an append did not finish, or this checkpoint was put in place of a newer one";
  if (!harmless) {
    for (const auto& tile : beyond)
      report(path_of(tile), fmt::format("holds more than the {} entries of the checkpoint: {}", size_, why));
    for (const auto& name : listing_.temporary) report(name, "a checkpoint that was not put in place: " + why);
  }
  for (const auto& path : listing_.foreign) report(path, "not a file of an evidence log");

  for (const auto& tile : listing_.tiles) {
    if (tile.level > 0 || place_of(tile, size_) != Place::superseded) continue;
    const auto entries_before = out_.entries;
    const auto leaves = tile.level == entries_level ? leaves_of(tile) : hashes_of(tile);
    out_.entries = entries_before;
    for (std::size_t i = 0; i < leaves.size() && tile.index * full_width + i < right_.size(); ++i)
      if (const auto& right = right_[tile.index * full_width + i]; leaves[i] && right && leaves[i] != right) {
        report(path_of(tile),
               fmt::format("changed: differs at entry {} from what took its place", tile.index * full_width + i));
        break;
      }
  }
}

Result<Verification> Examination::run(const Result<Checkpoint>& checkpoint) {
  RUNSEAL_TRY(listing_, list_log(files_, folder_));
  trusted_ = checkpoint.has_value();
  if (trusted_)
    out_.checkpoint = *checkpoint;
  else
    report(checkpoint_name, checkpoint.error().code == ErrorCode::not_found ? "missing" : checkpoint.error().what);
  size_ = trusted_ ? out_.checkpoint.size : size_on_disk(listing_);
  read_missing_tail();
  read_leaves();
  choose_leaves();
  report_differences();
  compare_with_known();
  compare_upper_levels();
  look_at_other_files();
  return std::move(out_);
}

}  // namespace

Result<Verification> verify(base::Files& files, const base::Path& folder, const Verifier& verifier,
                            const std::vector<Checkpoint>& known) {
  RUNSEAL_TRY(const auto there, files.exists(folder));
  if (!there)
    return fail(ErrorCode::not_found, "there is no evidence log here", folder.string(), "name the log's folder");
  for (int attempt = 1;; ++attempt) {
    const auto before = read_note(files, folder);
    if (!before && (before.error().code == ErrorCode::denied || before.error().code == ErrorCode::io))
      return fail(before.error());
    const auto checkpoint = before ? parse_checkpoint(base::as_text(*before), verifier) : fail(before.error());
    auto result = Examination(files, folder, known).run(checkpoint);
    if (!result || result->holds() || attempt == attempts) return result;
    const auto after = read_note(files, folder);
    const bool unchanged = before.has_value() == after.has_value() && (!before || *before == *after);
    if (unchanged) return result;  // else somebody appended meanwhile: what was missing may only have been replaced
  }
}

}  // namespace runseal::evidence
