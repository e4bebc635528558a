// What is known about the run folders of each kind of sequencer. The knowledge is data: src/runs/rules/*.toml, read
// once; docs/manual/runs.md says where it comes from. An instrument that is not there has no rules, and nothing is
// assumed about its runs.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/run.h"
#include "runs/data_template.h"
#include "runs/glob.h"
#include "runs/identity.h"
#include "runs/version.h"

namespace runseal::runs {

// How many files with base calls one lane has for one cycle.
enum class PerCycle { one, surfaces, tiles };

// A part of the run that has a marker of its own: once a file is in such a folder, `done` must be there too.
struct PartOfRun {
  Glob folder;
  std::string done;  // a file's name
};

struct Rules {
  std::string name;  // "novaseq-6000"
  unsigned version = 0;
  std::vector<std::string> families;
  VersionRange software;
  std::string unverified;  // what of it no source was found for; empty: nothing

  // From each group one file, at the top of the run; {read} stands for each read's number: then all of them. The last
  // group is the one that the instrument writes last.
  std::vector<std::vector<std::string>> markers;
  std::vector<std::string> good_endings;  // words of RunCompletionStatus.xml
  std::vector<PartOfRun> parts;
  std::vector<DataTemplate> data;
  PerCycle per_cycle = PerCycle::one;
  std::chrono::seconds quiet{};              // without a change in any file that is not late
  std::chrono::seconds quiet_ended_early{};  // where the instrument says that the run did not end as planned

  std::vector<std::pair<model::FileClass, Glob>> classes;  // the first that matches

  [[nodiscard]] std::string label() const;  // "novaseq-6000 1": as a seal names them
};

// nullptr: no rules for this instrument or for this version of its software. Never a near miss. Valid for good.
[[nodiscard]] const Rules* rules_for(const RunIdentity& run);
// "novaseq-6000", or "novaseq-6000 1" for exactly that version. nullptr: there are none of that name.
[[nodiscard]] const Rules* rules_named(std::string_view name);
[[nodiscard]] const std::vector<Rules>& all_rules();

// `path` as bytes, below the run folder. Without rules every file is `other`.
[[nodiscard]] model::FileClass class_of(const Rules* rules, std::string_view path);

}  // namespace runseal::runs
