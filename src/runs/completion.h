// Is the run complete? Markers lie (CopyComplete.txt can overtake the data), so a marker is only the first of three
// things asked: the family's markers are there, every lane × cycle of RunInfo.xml has its files, and nothing but late
// files changed for a while.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "runs/identity.h"
#include "runs/run_status.h"
#include "runs/watch.h"

namespace runseal::runs {

enum class CompletionState {
  complete,
  not_yet,
  unknown,  // no rules for this instrument: only the operator can tell (complete_when)
};

struct Completion {
  CompletionState state = CompletionState::unknown;
  std::string by;                     // complete: the file that says so, last of the markers; for model::Seal::complete
  std::string why;                    // one sentence
  std::vector<std::string> missing;   // not_yet: what is waited for; at most 20
  std::vector<std::string> warnings;  // what the operator must know about a complete run
  std::optional<Instant> earliest;    // not_yet, and only time is wanting: when it may be complete
};

// By the rules of `watch` (for `run`). `status`: of RunCompletionStatus.xml, where there is one. A run of which the
// instrument says that it did not end as planned is complete without its missing cycles after a longer quiet, with
// warnings. One look is enough where the files' own times can be trusted; with more looks, `quiet` apart, they need
// not.
[[nodiscard]] Completion completion(const Watch& watch, const RunIdentity& run, const std::optional<RunStatus>& status);

// --complete-when: a file that matches is there, and the same quiet. Says nothing about what the run should hold.
[[nodiscard]] Completion complete_when(const Watch& watch, const Glob& marker, std::chrono::seconds quiet);

}  // namespace runseal::runs

RUNSEAL_ENUM_NAMES(runseal::runs::CompletionState, {runseal::runs::CompletionState::complete, "complete"},
                   {runseal::runs::CompletionState::not_yet, "not yet"},
                   {runseal::runs::CompletionState::unknown, "unknown"});
