// The form of src/runs/rules/*.toml. For this room and its tests; everybody else asks rules.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runs/rules.h"

namespace runseal::runs {

struct Family {
  std::string name;  // "NovaSeq 6000Dx"
  std::string
      variant_of;  // "NovaSeq 6000": its software calls itself the same, only the serial number tells them apart
  std::vector<std::string> applications;  // patterns, lower-case: what the control software calls itself
  std::vector<std::string> serials;       // what its serial numbers begin with, before the first digit that counts
  bool serial_is_enough = false;          // the manufacturer says so in writing
  VersionRange software;

  [[nodiscard]] const std::string& base() const { return variant_of.empty() ? name : variant_of; }
};

struct RuleBook {
  std::vector<Family> families;
  std::vector<Rules> rules;
};

// By the files' names; "common.toml" has the classes that all rules share, after their own. An unknown key, a pattern
// that is none, a rule without markers or with a family that nobody describes are errors: invalid, with file and line.
[[nodiscard]] Result<RuleBook> parse_rule_book(const std::map<std::string, std::string_view>& files);

[[nodiscard]] const RuleBook& rule_book();  // the one that is part of the program

}  // namespace runseal::runs
