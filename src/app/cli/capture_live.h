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

void add_live_options(CLI::App& command, LiveCaptureOptions& options);

// Captures until the time is over, or Ctrl-C. Rights are given up as soon as the interface is open, in favour of the
// owner of the ring's folder, else of `outcome` (where that will be written), else of nobody. Errors: also denied (it
// belongs to root).
Result<capture::Report> capture_live(const Context& context, const LiveCaptureOptions& options,
                                     const capture::ReadingLimits& limits, const std::optional<base::Path>& outcome);

// How to get at packets of other machines, in words.
[[nodiscard]] const char* remote_help();

}  // namespace runseal::app
