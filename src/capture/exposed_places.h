// What crossed readable, told as a privacy officer asks: by run folder, and by share.
#pragma once

#include "capture/report.h"

namespace runseal::capture {

struct ExposedPlace {
  std::string server;
  std::string place;        // share, export, module or host
  std::string folder;       // in it, or above it where the place lies in a run; empty: all of the place
  std::uint64_t files = 0;  // at least, see ExposedFolder
  std::uint64_t read = 0;   // bytes
  std::uint64_t written = 0;
  std::set<std::string> clients;
  std::set<std::string> reasons;  // none where its files were only counted
  Moment first;
  Moment last;
};

struct ExposedPlaces {
  std::vector<ExposedPlace> most;  // those with the most bytes, these first
  std::uint64_t further = 0;       // how many more there are
};
inline constexpr std::size_t most_places_told = 500;

// A run folder is the first folder of a path that is named as sequencers name their runs
// (DATE_INSTRUMENT_NUMBER_FLOWCELL), or else that of its place, or else its first; what lies in no folder is in none.
[[nodiscard]] ExposedPlaces exposed_run_folders(const Report& report, std::size_t most = most_places_told);
[[nodiscard]] ExposedPlaces exposed_shares(const Report& report, std::size_t most = most_places_told);
// Also a pseudonym of such a name.
[[nodiscard]] bool named_like_a_run(std::string_view name);
inline constexpr const char* run_pseudonym = "~run-";

[[nodiscard]] Json to_json(const ExposedPlace& place);

}  // namespace runseal::capture
