#pragma once

#include <vector>

#include "transfer/sinks/sink.h"

namespace runseal::app {

// Every kind of place that stores runs but cannot vouch for them. Adding one is a line in all_sinks.cc.
[[nodiscard]] std::vector<transfer::SinkKind> all_sinks();

}  // namespace runseal::app
