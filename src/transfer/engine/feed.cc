#include "transfer/engine/feed.h"

#include <fmt/format.h>

#include "transfer/seal/manifest.h"

namespace runseal::transfer {

namespace {

struct Sendable final : Visitor {
  explicit Sendable(const TakeEntry& t) : take(t) {}
  const TakeEntry& take;
  std::vector<Unreadable> unreadable_ones;
  std::vector<Unreadable> special_ones;

  Result<> entry(Entry entry) override { return take(std::move(entry)); }
  void unreadable(std::string path, std::string why) override {
    unreadable_ones.push_back({std::move(path), std::move(why)});
  }
  void special(std::string path, std::string why) override {
    special_ones.push_back({std::move(path), std::move(why)});
  }
};

}  // namespace

Result<> sendable_entries(int folder, const Classify& classify, const TakeEntry& take) {
  Sendable sendable(take);
  RUNSEAL_CHECK(walk(folder, classify, sendable));
  if (const auto& unreadable = sendable.unreadable_ones; !unreadable.empty())
    return fail(
        ErrorCode::denied,
        fmt::format("{} file(s) or folder(s) of the run cannot be read: {}", unreadable.size(), unreadable.front().why),
        shown_path(unreadable.front().path), "give runseal the right to read them");
  if (!sendable.special_ones.empty())
    return fail(ErrorCode::invalid, "the run holds something that is neither file, folder nor link",
                shown_path(sendable.special_ones.front().path), "move it out of the run");
  return {};
}

Result<> WholeTree::next(std::chrono::milliseconds, const TakeEntry& take) {
  if (std::exchange(given_, true)) return {};
  return look(take);
}

Result<> WholeTree::look(const TakeEntry& take) { return sendable_entries(folder_, classify_, take); }

}  // namespace runseal::transfer
