#include "runs/rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "runs/rule_book.h"

namespace runseal::runs {

std::string Rules::label() const { return fmt::format("{} {}", name, version); }

const std::vector<Rules>& all_rules() { return rule_book().rules; }

const Rules* rules_for(const RunIdentity& run) {
  if (run.family.empty()) return nullptr;
  const auto version = parse_version(run.parameters.version);
  for (const auto& rules : all_rules())
    if (std::find(rules.families.begin(), rules.families.end(), run.family) != rules.families.end() &&
        rules.software.contains(version))
      return &rules;
  return nullptr;
}

const Rules* rules_named(std::string_view name) {
  for (const auto& rules : all_rules())
    if (rules.name == name || rules.label() == name) return &rules;
  return nullptr;
}

model::FileClass class_of(const Rules* rules, std::string_view path) {
  if (rules == nullptr) return model::FileClass::other;
  const PathParts parts(path);
  for (const auto& [file_class, glob] : rules->classes)
    if (glob.matches(parts)) return file_class;
  return model::FileClass::other;
}

}  // namespace runseal::runs
