// What the console keeps between requests. Nothing of it is a record: all can be made anew.
#pragma once

#include "console/readings.h"
#include "service/standing.h"

namespace runseal::console {

struct Memory {
  Readings readings;
  service::StandingBook standings;
};

}  // namespace runseal::console
