#include "audit/compare.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace runseal::audit {
namespace {

using model::Assessment;
using model::Difference;
using model::Finding;
using model::Observation;
using model::Protection;
using model::Trend;

int protection(Protection grade) {
  switch (grade) {
    case Protection::protected_: return 2;
    case Protection::optional: return 1;
    case Protection::absent:
    case Protection::unknown: break;
  }
  return 0;
}

Trend trend_of(Protection before, Protection now) {
  if (before == now) return Trend::unchanged;
  if (protection(before) == protection(now)) return Trend::changed;
  return protection(now) > protection(before) ? Trend::better : Trend::worse;
}

void compare_axes(const Assessment& before, const Assessment& now, Difference& into) {
  const auto add = [&](const char* name, const model::Axis& then, const model::Axis& axis) {
    into.axes.push_back({name, then.grade, axis.grade, trend_of(then.grade, axis.grade)});
    if (into.axes.back().trend == Trend::worse)
      into.worse_because.push_back(
          fmt::format("{} was {}, now {}", name, base::name_of(then.grade), base::name_of(axis.grade)));
  };
  add("integrity", before.integrity, now.integrity);
  add("confidentiality", before.confidentiality, now.confidentiality);
  add("peer authenticity", before.peer_authenticity, now.peer_authenticity);
}

bool has(const Assessment& assessment, const std::string& id) {
  return std::ranges::find(assessment.findings, id, &Finding::id) != assessment.findings.end();
}

bool looked_for_the_same(const Observation& before, const Observation& now) {
  return before.complete && now.complete && before.method == now.method && before.version == now.version;
}

// "smb.encryption-not-shown" is about "smb.encryption".
std::string_view subject_of(std::string_view id) { return id.substr(0, id.find('-')); }

// A lesser fault in the place of one that is gone: what was wrong is repaired in part.
bool what_is_left_of_another(const Finding& finding, const Assessment& before, const Assessment& now) {
  return std::ranges::any_of(before.findings, [&](const Finding& then) {
    return !has(now, then.id) && then.severity >= finding.severity && subject_of(then.id) == subject_of(finding.id);
  });
}

void compare_findings(const Judged& before, const Judged& now, Difference& into) {
  const bool comparable = looked_for_the_same(before.observation, now.observation);
  for (const auto& finding : now.assessment.findings) {
    if (has(before.assessment, finding.id)) {
      into.unchanged_findings.push_back(finding.id);
      continue;
    }
    into.new_findings.push_back(finding.id);
    if (comparable && finding.severity >= model::Severity::medium && !finding.accepted &&
        !what_is_left_of_another(finding, before.assessment, now.assessment))
      into.worse_because.push_back(fmt::format("new finding {} ({})", finding.id, base::name_of(finding.severity)));
  }
  for (const auto& finding : before.assessment.findings)
    if (!has(now.assessment, finding.id)) into.gone_findings.push_back(finding.id);
}

void compare_facts(const Observation& before, const Observation& now, Difference& into) {
  const auto value = [](const Observation& of, const std::string& id) {
    const auto found = of.facts.find(id);
    return found == of.facts.end() ? Json() : found->second.value;
  };
  auto all = before.facts;
  all.insert(now.facts.begin(), now.facts.end());
  for (const auto& [id, fact] : all)
    if (value(before, id) != value(now, id)) into.facts.push_back({id, value(before, id), value(now, id)});
}

Trend whole(const Difference& difference) {
  if (!difference.worse_because.empty()) return Trend::worse;
  const auto any = [&](Trend trend) {
    return std::ranges::any_of(difference.axes, [&](const auto& axis) { return axis.trend == trend; });
  };
  if (any(Trend::better)) return Trend::better;
  if (any(Trend::changed)) return Trend::changed;
  if (!difference.new_findings.empty()) return Trend::changed;
  return difference.gone_findings.empty() ? Trend::unchanged : Trend::better;
}

}  // namespace

Difference compare(const Judged& before, const Judged& now) {
  Difference difference;
  difference.since = before.observation.at;
  compare_axes(before.assessment, now.assessment, difference);
  compare_findings(before, now, difference);
  compare_facts(before.observation, now.observation, difference);
  difference.trend = whole(difference);
  return difference;
}

}  // namespace runseal::audit
