#include "transfer/engine/feed.h"

#include <fmt/format.h>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {

Result<WholeTree> WholeTree::of(Tree tree) {
  if (!tree.unreadable.empty())
    return fail(ErrorCode::denied,
                fmt::format("{} file(s) or folder(s) of the run cannot be read: {}", tree.unreadable.size(),
                            tree.unreadable.front().why),
                shown_path(tree.unreadable.front().path), "give runseal the right to read them; nothing was sent");
  if (!tree.special.empty())
    return fail(ErrorCode::invalid, "the run holds something that is neither file, folder nor link",
                shown_path(tree.special.front().path), "move it out of the run; nothing was sent");
  return WholeTree(std::move(tree.entries));
}

Result<std::vector<Entry>> WholeTree::next(std::chrono::milliseconds) {
  given_ = true;
  return std::move(entries_);
}

}  // namespace runseal::transfer
