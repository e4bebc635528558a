#include "runs/completion.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "runs/expected_data.h"

namespace runseal::runs {
namespace {

constexpr std::size_t max_missing = 20;

Completion not_yet(std::string why, std::vector<std::string> missing = {}) {
  if (missing.size() > max_missing) missing.resize(max_missing);
  return {CompletionState::not_yet, {}, std::move(why), std::move(missing), {}, {}};
}

// Files at the top of the run: from the name in lower case to the name on the disk.
using TopFiles = std::map<std::string, std::string>;

TopFiles top_files(const Watch& watch) {
  TopFiles names;
  for (const auto& watched : watch.files())
    if (watched.file.path.view().find('/') == std::string_view::npos)
      names.emplace(lower_ascii(watched.file.path), watched.file.path);
  return names;
}

// "RTARead{read}Complete.txt" of a run with three reads is three names.
std::vector<std::string> names_of(const std::string& marker, std::size_t reads) {
  if (marker.find("{read}") == std::string::npos) return {marker};
  std::vector<std::string> names;
  for (std::size_t read = 1; read <= std::max<std::size_t>(1, reads); ++read)
    names.push_back(base::replaced(marker, "{read}", std::to_string(read)));
  return names;
}

struct Markers {
  std::string last;
  std::vector<std::string> missing;
};

Markers find_markers(const Rules& rules, const RunInfo& info, const Watch& watch) {
  const auto there = top_files(watch);
  Markers markers;
  for (const auto& group : rules.markers) {
    std::vector<std::string> missing_of_first;
    std::string found;
    for (const auto& marker : group) {
      std::vector<std::string> missing;
      std::string name;
      for (const auto& wanted : names_of(marker, info.reads.size()))
        if (const auto at = there.find(lower_ascii(wanted)); at != there.end())
          name = at->second;
        else
          missing.push_back(wanted);
      if (missing.empty() && found.empty()) found = name;
      if (&marker == &group.front()) missing_of_first = std::move(missing);
    }
    if (found.empty())
      markers.missing.insert(markers.missing.end(), missing_of_first.begin(), missing_of_first.end());
    else
      markers.last = found;
  }
  return markers;
}

// Folders of the run that were begun and have not got their own marker.
std::vector<std::string> unfinished_parts(const Rules& rules, const Watch& watch) {
  std::vector<std::string> unfinished;
  for (const auto& part : rules.parts) {
    std::map<std::string, bool> folders;
    for (const auto& watched : watch.files()) {
      const PathParts path(watched.file.path);
      const auto depth = part.folder.size();
      if (path.parts().size() <= depth || !part.folder.matches_beginning(path)) continue;
      std::string folder;
      for (std::size_t i = 0; i < depth; ++i) folder.append(path.parts()[i]).append("/");
      const bool done = path.parts().size() == depth + 1 && path.parts()[depth] == lower_ascii(part.done);
      folders[folder] = folders[folder] || done;
    }
    for (const auto& [folder, done] : folders)
      if (!done) unfinished.push_back(base::printable(folder) + part.done);
  }
  return unfinished;
}

// Nothing: it has been quiet for long enough.
std::optional<Completion> too_early(const Watch& watch, std::chrono::seconds quiet) {
  const auto newest = watch.newest_change();
  if (!newest || watch.latest() - newest->at >= quiet) return std::nullopt;
  auto wait = not_yet(fmt::format("{} changed {} ago; it must be quiet for {}", base::printable(newest->path, 200),
                                  base::format_span(watch.latest() - newest->at), base::format_span(quiet)));
  wait.earliest = newest->at + quiet;
  return wait;
}

bool ended_well(const Rules& rules, const RunStatus& status) {
  const auto& words = rules.good_endings;
  return std::any_of(words.begin(), words.end(),
                     [&](const auto& word) { return lower_ascii(word) == lower_ascii(status.word); });
}

std::string told_by_status(const RunStatus& status) {
  return fmt::format("the instrument says that the run ended as \"{}\"{}{}", status.word,
                     status.message.empty() ? "" : ": ", status.message);
}

Completion without_rules(const RunIdentity& run) {
  auto told = run.family.empty() ? run.told_by
                                 : fmt::format("there are no rules for {} with software version {}", run.family,
                                               run.parameters.version.empty() ? "?" : run.parameters.version);
  return {CompletionState::unknown,
          {},
          "when a run of this instrument is complete is not known: " + told + "; name its marker with --complete-when",
          {},
          {},
          {}};
}

void warn_about(Completion& complete, const DataCheck& data, const std::optional<RunStatus>& status, bool ended_early) {
  if (status && !status->unreadable.empty())
    complete.warnings.push_back("how the run ended could not be read: " + status->unreadable);
  if (ended_early) complete.warnings.push_back(told_by_status(*status));
  if (!data.not_checked.empty())
    complete.warnings.push_back("that every cycle is there was not checked: " + data.not_checked);
  if (data.incomplete == 0) return;
  complete.warnings.push_back(
      fmt::format("{} of {} lane × cycle are missing or incomplete", data.incomplete, data.expected));
  complete.warnings.insert(complete.warnings.end(), data.incomplete_examples.begin(), data.incomplete_examples.end());
}

}  // namespace

Completion completion(const Watch& watch, const RunIdentity& run, const std::optional<RunStatus>& status) {
  if (watch.rules() == nullptr) return without_rules(run);
  const auto& rules = *watch.rules();
  const auto markers = find_markers(rules, run.info, watch);
  if (!markers.missing.empty())
    return not_yet(fmt::format("{} is not there yet", markers.missing.front()), markers.missing);
  if (const auto parts = unfinished_parts(rules, watch); !parts.empty())
    return not_yet(fmt::format("{} is not there yet", parts.front()), parts);

  const bool ended_early = status && status->unreadable.empty() && !ended_well(rules, *status);
  const auto data = check_data(rules, run.info, watch.files());
  if (data.incomplete > 0 && !ended_early)
    return not_yet(fmt::format("{} is there, but {} of {} lane × cycle are not complete", markers.last, data.incomplete,
                               data.expected),
                   data.incomplete_examples);
  const bool short_of_data = data.incomplete > 0 || !data.not_checked.empty();
  const auto quiet = ended_early && short_of_data ? rules.quiet_ended_early : rules.quiet;
  if (auto wait = too_early(watch, quiet)) return *std::move(wait);

  Completion complete{CompletionState::complete, markers.last, {}, {}, {}, {}};
  complete.why = data.not_checked.empty() && data.incomplete == 0
                     ? fmt::format("{} is there, all {} lane × cycle have their files, and nothing changed for {}",
                                   markers.last, data.expected, base::format_span(quiet))
                     : fmt::format("{} is there and nothing changed for {}", markers.last, base::format_span(quiet));
  warn_about(complete, data, status, ended_early);
  return complete;
}

Completion complete_when(const Watch& watch, const Glob& marker, std::chrono::seconds quiet) {
  const auto& files = watch.files();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const auto& watched) { return marker.matches(watched.file.path); });
  if (found == files.end())
    return not_yet(fmt::format("no file matches {}", base::printable(marker.text(), 200)), {marker.text()});
  if (auto wait = too_early(watch, quiet)) return *std::move(wait);
  const auto name = base::printable(found->file.path, 200);
  return {CompletionState::complete,
          found->file.path,
          fmt::format("{} is there and nothing changed for {}", name, base::format_span(quiet)),
          {},
          {"whether the run has all its files was not checked: only its marker is known"},
          {}};
}

}  // namespace runseal::runs
