// Reports of several captures as one.
#pragma once

#include "capture/report.h"

namespace runseal::capture {

// `more` was captured later, or elsewhere; its packets are counted behind those of `into`. A connection that goes on
// from one to the next is two flows.
void merge(Report& into, Report more);

}  // namespace runseal::capture
