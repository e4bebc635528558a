#include "runs/expected_data.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace runseal::runs {
namespace {

constexpr std::size_t max_examples = 20;

using Place = DataTemplate::Place;
using Cell = std::pair<unsigned, unsigned>;  // lane, cycle

auto key(const Place& place) { return std::tie(place.lane, place.cycle, place.part); }

// One entry for each lane, cycle and part that has a file, however many files it has.
std::vector<Place> places_of(const Rules& rules, const WatchedFiles& files) {
  std::vector<Place> places;
  for (const auto& watched : files) {
    if (watched.file.size == 0) continue;
    const PathParts path(watched.file.path);
    for (const auto& pattern : rules.data)
      if (const auto place = pattern.place_of(path)) {
        places.push_back(*place);
        break;
      }
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return key(a) < key(b); });
  const auto same = [](const Place& a, const Place& b) { return key(a) == key(b); };
  places.erase(std::unique(places.begin(), places.end(), same), places.end());
  return places;
}

std::map<Cell, unsigned> parts_of_cells(const std::vector<Place>& places) {
  std::map<Cell, unsigned> cells;
  for (const auto& place : places) ++cells[{place.lane, place.cycle}];
  return cells;
}

unsigned promised(const Rules& rules, const RunInfo& info, unsigned lane) {
  if (rules.per_cycle == PerCycle::surfaces) return info.surfaces_of_lane(lane);
  if (rules.per_cycle == PerCycle::tiles) return info.tiles_of_lane(lane);
  return 1;
}

std::string not_told(const Rules& rules, const RunInfo& info) {
  if (info.cycles() == 0) return "RunInfo.xml does not tell how many cycles there are";
  if (info.lanes == 0) return "RunInfo.xml does not tell how many lanes there are";
  for (unsigned lane = 1; lane <= info.lanes; ++lane)
    if (promised(rules, info, lane) == 0)
      return fmt::format("RunInfo.xml does not tell how many {} lane {} has",
                         rules.per_cycle == PerCycle::surfaces ? "surfaces" : "tiles", lane);
  return {};
}

}  // namespace

DataCheck check_data(const Rules& rules, const RunInfo& info, const WatchedFiles& files) {
  DataCheck check;
  check.not_checked = not_told(rules, info);
  if (!check.not_checked.empty()) return check;
  const auto cells = parts_of_cells(places_of(rules, files));
  for (unsigned lane = 1; lane <= info.lanes; ++lane) {
    const auto wanted = promised(rules, info, lane);
    for (unsigned cycle = 1; cycle <= info.cycles(); ++cycle) {
      ++check.expected;
      const auto found = cells.find({lane, cycle});
      const auto there = found == cells.end() ? 0 : found->second;
      if (there >= wanted) continue;
      if (++check.incomplete <= max_examples)
        check.incomplete_examples.push_back(
            fmt::format("lane {}, cycle {}: {} of {} file{}", lane, cycle, there, wanted, wanted == 1 ? "" : "s"));
    }
  }
  return check;
}

}  // namespace runseal::runs
