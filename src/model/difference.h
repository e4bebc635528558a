// What became of a connection between two measurements.
#pragma once

#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::model {

// changed: neither better nor worse, as when what was absent can no longer be measured.
enum class Trend { first, unchanged, changed, better, worse };

struct AxisDifference {
  std::string axis;  // "integrity", "confidentiality", "peer authenticity"
  Protection before = Protection::unknown;
  Protection now = Protection::unknown;
  Trend trend = Trend::unchanged;
};

struct FactDifference {
  std::string id;
  Json before;  // null: there was none
  Json now;
};

struct Difference {
  Trend trend = Trend::first;        // worse as soon as anything is
  std::string since;                 // RFC 3339: when it was measured before; empty for the first time
  std::vector<AxisDifference> axes;  // all three, or none for the first time
  std::vector<std::string> new_findings;
  std::vector<std::string> gone_findings;
  std::vector<std::string> unchanged_findings;
  std::vector<FactDifference> facts;       // those that differ
  std::vector<std::string> worse_because;  // in words; empty unless worse
};

}  // namespace runseal::model

RUNSEAL_ENUM_NAMES(runseal::model::Trend, {runseal::model::Trend::first, "first"},
                   {runseal::model::Trend::unchanged, "unchanged"}, {runseal::model::Trend::changed, "changed"},
                   {runseal::model::Trend::better, "better"}, {runseal::model::Trend::worse, "worse"});

namespace runseal::model {
RUNSEAL_JSON(AxisDifference)
RUNSEAL_JSON(FactDifference)
RUNSEAL_JSON(Difference)
}  // namespace runseal::model
