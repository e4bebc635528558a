// runseal capture --interface: packets as they come.
#pragma once

#include "app/context.h"
#include "capture/reading.h"

namespace runseal::app {

struct LiveCaptureOptions {
  std::string interface;
  std::string time;    // "1h"; empty: until it is told to end
  std::string filter;  // of the kernel
  std::string ring;    // FOLDER,SIZE
};

struct LiveOutcome {
  std::optional<base::Path> place;  // where most of it is written
  std::vector<std::string> files;   // of the report; empty names are of none
  std::optional<base::Path> data;   // where it is recorded
};

void add_live_options(CLI::App& command, LiveCaptureOptions& options);

// Captures until the time is over, or Ctrl-C. Rights are given up as soon as the interface is open, in favour of the
// owner of the ring's folder, else of the outcome's place, else of nobody. Errors: also denied (it belongs to root, or
// a file could not be written by who runseal is then).
Result<capture::Report> capture_live(const Context& context, const LiveCaptureOptions& options,
                                     const capture::ReadingLimits& limits, const LiveOutcome& outcome);

// How to get at packets of other machines, in words.
[[nodiscard]] const char* remote_help();

}  // namespace runseal::app
