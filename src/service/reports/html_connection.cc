#include "service/reports/html_connection.h"

#include <fmt/format.h>

#include "base/text.h"
#include "service/reports/html_page.h"

namespace runseal::service::html {
namespace {

using model::Assessment;
using model::Finding;

constexpr std::size_t longest_value = 300;

Markup labelled(std::string_view label, std::string_view words) {
  return element("p", element("b", label) + text(" ") + text(words), "small");
}

Markup axis_row(std::string_view name, const model::Axis& now, const model::Axis* before) {
  Markup grades = grade(now.grade);
  if (before && before->grade != now.grade) grades = grade(before->grade) + text(" → ") + grades;
  return row({text(name), grades, text(now.reason)});
}

Markup axes(const Measured& measured) {
  const auto& now = measured.now.assessment;
  const auto* before = measured.before ? &*measured.before : nullptr;
  auto rows = axis_row("integrity", now.integrity, before ? &before->integrity : nullptr);
  rows += axis_row("confidentiality", now.confidentiality, before ? &before->confidentiality : nullptr);
  rows += axis_row("peer authenticity", now.peer_authenticity, before ? &before->peer_authenticity : nullptr);
  return element("table", rows, "axes");
}

Markup finding(const Finding& one) {
  auto out = element("h4", severity(one.severity) + text(" " + one.title + " ") + element("code", one.id));
  if (one.accepted)
    out += element(
        "p", fmt::format("Accepted until {} by {}: {}", one.accepted->until, one.accepted->by, one.accepted->reason),
        "accepted");
  out += element("p", one.explanation);
  std::vector<std::string> harms;
  for (const auto harm : one.harms) harms.emplace_back(base::name_of(harm));
  std::vector<std::string> clauses;
  for (const auto& clause : one.clauses) clauses.push_back(model::words_of(clause));
  if (!harms.empty()) out += labelled("Harms:", base::join(harms, ", "));
  if (!clauses.empty()) out += labelled("Clauses:", base::join(clauses, "; "));
  if (!one.facts.empty()) out += labelled("Rests on:", base::join(one.facts, ", "));
  return element("div", out, "finding");
}

Markup remedy(const model::Remedy& one) {
  auto out = element("h4", fmt::format("{} ({})", one.target, one.language)) +
             element("pre", one.text, one.language == "text" ? "prose" : "paste");
  if (!one.undo.empty()) out += labelled("Undo:", one.undo);
  if (!one.may_break.empty()) out += labelled("May break:", one.may_break);
  return element("div", out, "remedy");
}

Markup remedies(const Assessment& assessment) {
  Markup all;
  for (const auto& one : assessment.findings)
    for (const auto& change : one.remedies) all += remedy(change);
  return all.text.empty() ? all : element("h3", "What to change") + all;
}

std::string shortened(const Json& value) {
  const auto text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= longest_value ? text : base::printable(text, longest_value);
}

Markup measured_facts(const Measured& measured) {
  const auto& observation = measured.now.observation;
  auto out = element("h3", "What was measured");
  out += element("p", fmt::format("Evidence entry {}: measured at {} by runseal {} ({}), in {} ms; observation {}.",
                                  measured.evidence, observation.at, observation.version, observation.method,
                                  observation.duration_ms, observation.id));
  if (measured.worse_evidence)
    out += element("p",
                   fmt::format("Evidence entry {} keeps that the connection became worse.", *measured.worse_evidence));
  if (observation.facts.empty()) return out;
  auto rows = row({text("fact"), text("value"), text("shown by")}, "th");
  for (const auto& [id, fact] : observation.facts)
    rows += row({element("code", id), element("code", shortened(fact.value)), text(fact.exchange)});
  return out + element("table", rows, "facts");
}

}  // namespace

Markup grade(model::Protection grade) {
  const auto name = base::name_of(grade);
  return element("span", name, fmt::format("grade {}", name));
}

Markup severity(model::Severity severity) {
  const auto name = base::name_of(severity);
  return element("span", name, fmt::format("severity {}", name));
}

Markup trend(const model::Difference& difference) {
  const auto name = base::name_of(difference.trend);
  if (difference.trend == model::Trend::first) return text("first time");
  return text(fmt::format("{} since {}", name, difference.since.substr(0, 10)));
}

Markup connection(const Measured& measured, std::size_t number) {
  const auto& assessment = measured.now.assessment;
  auto out = anchored("h2", number, text(assessment.endpoint));
  if (!measured.now.devices.empty()) out += labelled("Used by:", base::join(measured.now.devices, ", "));
  out += axes(measured);
  for (const auto& reason : measured.difference.worse_because) out += labelled("Worse than before:", reason);
  out += element("h3", "Findings");
  for (const auto& one : assessment.findings) out += finding(one);
  for (const auto& settle : assessment.would_settle) out += labelled("Would settle it:", settle);
  return element("section", out + remedies(assessment) + measured_facts(measured));
}

}  // namespace runseal::service::html
