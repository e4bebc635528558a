#include "evidence/prover.h"

#include <fmt/format.h>

namespace runseal::evidence {
namespace {
constexpr const char* damaged_next = "`runseal evidence verify` names all damage; restore the folder from a backup";
}

Prover::Prover(base::Files& files, base::Path folder, Checkpoint checkpoint)
    : files_(files),
      folder_(std::move(folder)),
      checkpoint_(std::move(checkpoint)),
      hashes_(files, folder_, checkpoint_.size) {}

Result<ByteView> Prover::entry_at(std::uint64_t index) {
  const auto tile = tile_at(entries_level, index / full_width, checkpoint_.size);
  if (!bundle_ || bundle_->tile.index != tile.index) {
    RUNSEAL_TRY(bundle_, read_tile_or_wider(files_, folder_, tile));
  }
  const auto entries = decode_bundle(bundle_->content, bundle_->tile.width);
  if (!entries) return fail(ErrorCode::corrupt, entries.error().what, path_of(bundle_->tile));
  return (*entries)[index % full_width];
}

Result<EntryProof> Prover::prove(std::uint64_t index) {
  if (index >= checkpoint_.size)
    return fail(ErrorCode::not_found, fmt::format("the log has no entry {}; it holds {}", index, checkpoint_.size));
  RUNSEAL_TRY(const auto bytes, entry_at(index));
  RUNSEAL_TRY(auto path, inclusion_path(hashes_, index, checkpoint_.size));
  if (root_from_path(index, checkpoint_.size, leaf_hash(bytes), path) != checkpoint_.root)
    return fail(ErrorCode::corrupt, fmt::format("entry {} is not the one that the checkpoint covers", index),
                path_of(bundle_->tile), damaged_next);
  return EntryProof{index, {bytes.begin(), bytes.end()}, std::move(path)};
}

Result<std::vector<Digest>> Prover::consistency_from(const Checkpoint& older) {
  const auto differs = [&] {
    return fail(ErrorCode::corrupt, fmt::format("the log is not a later state of its checkpoint at {}", older.size),
                checkpoint_name, damaged_next);
  };
  if (older.origin != checkpoint_.origin || older.size > checkpoint_.size) return differs();
  RUNSEAL_TRY(const auto root, root_at(hashes_, older.size));
  if (root != older.root) return differs();
  if (older.size == 0) return std::vector<Digest>{};
  return consistency_path(hashes_, older.size, checkpoint_.size);
}

}  // namespace runseal::evidence
