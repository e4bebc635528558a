#include "service/following.h"

#include <algorithm>
#include <thread>

#include "base/text.h"
#include "runs/folder.h"
#include "runs/identity.h"

namespace runseal::service {
namespace {

constexpr std::chrono::seconds usual_quiet{120};

bool leads_to_one(const std::string& folder, const std::vector<std::string>& sorted_paths) {
  const auto at = std::lower_bound(sorted_paths.begin(), sorted_paths.end(), folder + "/");
  return at != sorted_paths.end() && at->starts_with(folder + "/");
}

}  // namespace

Result<Following> Following::of(const RunFolder& run, FollowOptions options, const base::Clock& clock) {
  const runs::Rules* rules = nullptr;
  const auto identity = runs::identify(run.path);
  if (!options.rules.empty()) {
    rules = runs::rules_named(options.rules);
    if (rules == nullptr)
      return fail(ErrorCode::usage, "there are no rules of that name", base::printable(options.rules, 80));
  } else if (identity) {
    rules = runs::rules_for(*identity);
  }
  if (rules == nullptr && options.complete_when.empty())
    return fail(ErrorCode::usage, "it is not known how this instrument shows that a run is complete", run.name,
                "say which file shows it: --complete-when FILE, or which rules fit: --rules NAME");
  std::optional<runs::Glob> marker;
  if (!options.complete_when.empty()) {
    RUNSEAL_TRY(marker, runs::Glob::parse(options.complete_when));
  }
  std::unique_ptr<runs::Rules> own;
  if (rules != nullptr) own = std::make_unique<runs::Rules>(*rules);
  if (own && options.quiet) own->quiet = *options.quiet;
  Following following(run, std::move(options), clock, std::move(own));
  following.marker_ = std::move(marker);
  return following;
}

Result<> Following::look(const transfer::TakeEntry& take) {
  return transfer::sendable_entries(
      run_->fd.get(), [rules = rules_.get()](std::string_view path) { return runs::class_of(rules, path); }, take);
}

std::chrono::seconds Following::quiet() const { return options_.quiet.value_or(rules_ ? rules_->quiet : usual_quiet); }

runs::Completion Following::completion() const {
  if (marker_) return runs::complete_when(watch_, *marker_, quiet());
  const auto identity = runs::identify(run_->path);
  if (!identity) return {runs::CompletionState::not_yet, {}, "RunInfo.xml cannot be read", {"RunInfo.xml"}, {}, {}};
  return runs::completion(watch_, *identity, runs::read_run_status(run_->path));
}

// `only`: these files and the folders that lead to them; nullptr: everything.
Result<> Following::give(std::vector<transfer::Entry> entries, const std::vector<std::string>* only,
                         const transfer::TakeEntry& take) {
  for (auto& entry : entries) {
    const auto path = entry.path.str();
    if (given_.contains(path)) continue;
    if (only != nullptr) {
      const auto at = std::lower_bound(only->begin(), only->end(), path);
      const bool leads = entry.kind == transfer::EntryKind::folder && leads_to_one(path, *only);
      if (!leads && (at == only->end() || *at != path)) continue;
    }
    given_.insert(path);
    RUNSEAL_CHECK(take(std::move(entry)));
  }
  return {};
}

Result<> Following::next(std::chrono::milliseconds limit, const transfer::TakeEntry& take) {
  const auto now = std::chrono::steady_clock::now();
  if (ended() || (looked_ && now - *looked_ < options_.look_every)) {
    std::this_thread::sleep_for(std::min(limit, options_.look_every));
    return {};
  }
  looked_ = now;
  std::vector<transfer::Entry> entries;
  RUNSEAL_CHECK(look([&](transfer::Entry entry) -> Result<> {
    entries.push_back(std::move(entry));
    return {};
  }));
  std::vector<runs::FileSeen> seen;
  for (const auto& entry : entries)
    if (entry.kind == transfer::EntryKind::file)
      seen.push_back({entry.path, entry.size, entry.mtime_ns, entry.ctime_ns});
  watch_.look(std::move(seen), clock_->now());
  const auto state = completion();
  if (state.state == runs::CompletionState::complete) {
    by_ = state.by;
    return give(std::move(entries), nullptr, take);
  }
  if (options_.say && state.why != waits_for_) options_.say(waits_for_ = state.why);
  auto stable = runs::stable_files(watch_, quiet());
  std::sort(stable.begin(), stable.end());
  return give(std::move(entries), &stable, take);
}

}  // namespace runseal::service
