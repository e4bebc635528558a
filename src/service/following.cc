#include "service/following.h"

#include <algorithm>
#include <set>
#include <thread>

#include "base/text.h"
#include "runs/folder.h"
#include "runs/identity.h"

namespace runseal::service {
namespace {

constexpr std::chrono::seconds usual_quiet{120};

using FolderNames = std::set<std::string, std::less<>>;

// All folders above one of these files; most have the same as the one before.
FolderNames folders_above(const runs::Watch& watch, std::chrono::seconds quiet) {
  FolderNames folders;
  for (const auto& watched : watch.files()) {
    if (!runs::is_stable(watch, watched, quiet)) continue;
    auto path = watched.file.path.view();
    for (auto slash = path.rfind('/'); slash != std::string_view::npos; slash = path.rfind('/')) {
      path = path.substr(0, slash);
      if (!folders.emplace(path).second) break;
    }
  }
  return folders;
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

// Not all: the files that stand still, and the folders that lead to them.
Result<> Following::give(transfer::Entries& entries, bool all, const transfer::TakeEntry& take) {
  const auto folders = all ? FolderNames() : folders_above(watch_, quiet());
  auto watched = watch_.files().begin();  // in the same order, and of the same look
  for (auto& entry : entries) {
    const bool is_file = entry.kind == transfer::EntryKind::file;
    const bool goes = is_file ? runs::is_stable(watch_, *watched++, quiet()) : folders.contains(entry.path.view());
    if (!goes && !all) continue;
    if (given_.insert(std::hash<std::string_view>{}(entry.path))) RUNSEAL_CHECK(take(entry));
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
  transfer::Entries entries;
  watch_.begin_look(clock_->now());
  RUNSEAL_CHECK(look([&](transfer::Entry entry) -> Result<> {
    if (entry.kind == transfer::EntryKind::file) watch_.see({entry.path, entry.size, entry.mtime_ns, entry.ctime_ns});
    transfer::add_to(entries, std::move(entry));
    return {};
  }));
  watch_.end_look();
  const auto state = completion();
  if (state.state == runs::CompletionState::complete) {
    by_ = state.by;
    return give(entries, true, take);
  }
  if (options_.say && state.why != waits_for_) options_.say(waits_for_ = state.why);
  return give(entries, false, take);
}

}  // namespace runseal::service
