// What the rules of room `runs` say about a run that is to be sealed or checked.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "service/run_paths.h"
#include "transfer/seal/tree.h"

namespace runseal::service {

struct RunRules {
  std::string label;            // "novaseq-6000 1"; empty: no rules fit, every file is `other`
  transfer::Classify classify;  // empty with the label
  std::string complete;         // the file that shows that the run is complete; empty: nothing does
  std::string incomplete;       // why it is known not to be complete; empty: that is not known
  std::vector<std::string> warnings;
};

// Looks at names, sizes and times once, and reads RunInfo.xml and its like. wanted: rules by name; empty: those that
// fit the run, if any do. Errors: not_found (no rules of that name), and those of transfer::scan.
[[nodiscard]] Result<RunRules> rules_of_run(const RunFolder& run, const std::string& wanted, Instant now);

// By the label in a seal; empty when this version does not have exactly these rules.
[[nodiscard]] transfer::Classify classes_by(const std::string& label);

}  // namespace runseal::service
