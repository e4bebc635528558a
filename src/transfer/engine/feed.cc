#include "transfer/engine/feed.h"

#include <fmt/format.h>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {

Result<std::vector<Entry>> sendable_entries(int folder, const Classify& classify) {
  RUNSEAL_TRY(auto tree, scan(folder, classify));
  if (!tree.unreadable.empty())
    return fail(ErrorCode::denied,
                fmt::format("{} file(s) or folder(s) of the run cannot be read: {}", tree.unreadable.size(),
                            tree.unreadable.front().why),
                shown_path(tree.unreadable.front().path), "give runseal the right to read them");
  if (!tree.special.empty())
    return fail(ErrorCode::invalid, "the run holds something that is neither file, folder nor link",
                shown_path(tree.special.front().path), "move it out of the run");
  return std::move(tree.entries);
}

Result<std::vector<Entry>> WholeTree::next(std::chrono::milliseconds) {
  if (std::exchange(given_, true)) return std::vector<Entry>{};
  return look();
}

Result<std::vector<Entry>> WholeTree::look() { return sendable_entries(folder_, classify_); }

}  // namespace runseal::transfer
