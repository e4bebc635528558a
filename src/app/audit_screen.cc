#include "app/audit_screen.h"

#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::app {
namespace {

using model::Assessment;

void show_axis(const Screen& screen, std::vector<std::vector<std::string>>& rows, const std::string& name,
               const model::Axis& now, const model::Axis* before) {
  std::string grade = screen.grade(now.grade);
  if (before && before->grade != now.grade) grade = screen.grade(before->grade) + " → " + grade;
  rows.push_back({name, grade, now.reason});
}

std::string acceptance_of(const model::Finding& finding) {
  return fmt::format("accepted until {} by {}: {}", finding.accepted->until, finding.accepted->by,
                     finding.accepted->reason);
}

void show_finding(const Screen& screen, const model::Finding& finding) {
  screen.paragraph(fmt::format("{} {} ({})", screen.severity(finding.severity), screen.bold(finding.title), finding.id),
                   2);
  if (finding.accepted) screen.paragraph(screen.warn(acceptance_of(finding)), 4);
  screen.paragraph(finding.explanation, 4);
  std::vector<std::string> harms;
  for (const auto harm : finding.harms) harms.emplace_back(base::name_of(harm));
  std::vector<std::string> clauses;
  for (const auto& clause : finding.clauses) clauses.push_back(model::words_of(clause));
  if (!harms.empty()) screen.paragraph("harms: " + base::join(harms, ", "), 4);
  if (!clauses.empty()) screen.paragraph("clauses: " + base::join(clauses, "; "), 4);
}

void show_remedies(const Screen& screen, const Assessment& assessment) {
  std::set<std::string> shown;
  for (const auto& finding : assessment.findings) {
    for (const auto& remedy : finding.remedies) {
      if (!shown.insert(remedy.target + remedy.text).second) continue;
      screen.line();
      screen.paragraph(fmt::format("{} ({})", screen.bold("Remedy: " + remedy.target), remedy.language), 2);
      if (remedy.language == "text")
        screen.paragraph(remedy.text, 6);
      else
        screen.verbatim(remedy.text, 6);
      if (!remedy.undo.empty()) screen.paragraph("undo: " + remedy.undo, 4);
      if (!remedy.may_break.empty()) screen.paragraph("may break: " + remedy.may_break, 4);
    }
  }
}

std::string padded(const std::string& text, std::size_t to) {
  return text + std::string(to - std::min(to, columns(text)), ' ');
}

// Of those that nobody has accepted, while there are any.
const model::Finding* worst_of(const Assessment& assessment) {
  for (const auto& finding : assessment.findings)
    if (!finding.accepted) return &finding;
  return assessment.findings.empty() ? nullptr : &assessment.findings.front();
}

std::string ids_or_none(const std::vector<std::string>& ids) { return ids.empty() ? "none" : base::join(ids, ", "); }

void show_difference(const Screen& screen, const service::Measured& measured) {
  const auto& difference = measured.difference;
  screen.heading(measured.now.assessment.endpoint);
  const std::string trend(base::name_of(difference.trend));
  if (difference.trend == model::Trend::first) {
    screen.line("  measured for the first time: nothing to compare with");
    return;
  }
  const auto since = trend + " since " + difference.since.substr(0, 16) + "Z";
  screen.line("  " + (difference.trend == model::Trend::worse    ? screen.bad(since)
                      : difference.trend == model::Trend::better ? screen.good(since)
                                                                 : since));
  std::vector<std::vector<std::string>> rows;
  for (const auto& axis : difference.axes)
    rows.push_back({axis.axis,
                    (axis.before == axis.now ? "" : screen.grade(axis.before) + " → ") + screen.grade(axis.now),
                    std::string(base::name_of(axis.trend))});
  screen.table(rows);
  screen.table({{"new", ids_or_none(difference.new_findings)},
                {"gone", ids_or_none(difference.gone_findings)},
                {"unchanged", ids_or_none(difference.unchanged_findings)}});
  for (const auto& reason : difference.worse_because) screen.paragraph(screen.bad("worse: " + reason), 2);
  if (measured.worse_evidence) screen.line(fmt::format("  evidence entry {} keeps this", *measured.worse_evidence));
}

}  // namespace

void show_measured(const Screen& screen, const service::Measured& measured, bool brief) {
  const auto& assessment = measured.now.assessment;
  const auto* before = measured.before ? &*measured.before : nullptr;
  screen.heading(assessment.endpoint);
  if (!measured.now.devices.empty())
    screen.paragraph(screen.dim("used by " + base::join(measured.now.devices, ", ")), 2);
  std::vector<std::vector<std::string>> rows;
  show_axis(screen, rows, "integrity", assessment.integrity, before ? &before->integrity : nullptr);
  show_axis(screen, rows, "confidentiality", assessment.confidentiality, before ? &before->confidentiality : nullptr);
  show_axis(screen, rows, "peer authenticity", assessment.peer_authenticity,
            before ? &before->peer_authenticity : nullptr);
  screen.table(rows);
  if (before) screen.line(screen.dim("  before: " + before->at.substr(0, 16) + "Z"));
  for (const auto& finding : assessment.findings) {
    if (!brief) {
      screen.line();
      show_finding(screen, finding);
      continue;
    }
    screen.paragraph(fmt::format("{} {}{}", screen.severity(finding.severity), finding.id,
                                 finding.accepted ? " (" + acceptance_of(finding) + ")" : ""),
                     2);
  }
  for (const auto& settle : assessment.would_settle) screen.paragraph("would settle it: " + settle, 2);
  if (!brief) show_remedies(screen, assessment);
}

void show_summary(const Screen& screen, const std::vector<service::Measured>& all) {
  constexpr std::size_t grade_width = 11;
  screen.heading("Summary");
  screen.line("    " + screen.dim(padded("integrity", grade_width) + padded("confid.", grade_width) +
                                  padded("peer", grade_width + 2) + "worst finding"));
  for (const auto& one : all) {
    const auto& assessment = one.now.assessment;
    screen.paragraph(screen.bold(assessment.endpoint), 2);
    std::string grades;
    for (const auto* axis : {&assessment.integrity, &assessment.confidentiality, &assessment.peer_authenticity})
      grades += padded(screen.grade(axis->grade), grade_width);
    const auto* worst = worst_of(assessment);
    const auto trend = one.difference.trend;
    std::string words = worst ? screen.severity(worst->severity) + " " + worst->id : "none";
    if (worst && worst->accepted) words += " (accepted until " + worst->accepted->until + ")";
    if (trend == model::Trend::worse) words += " " + screen.bad("(worse than before)");
    if (trend == model::Trend::better) words += " " + screen.good("(better than before)");
    screen.table({{grades, words}}, 4);
  }
}

void show_differences(const Screen& screen, const std::vector<service::Measured>& all) {
  std::vector<std::string> counts;
  for (const auto& one : all) show_difference(screen, one);
  for (const auto& [trend, name] : base::EnumNames<model::Trend>::table) {
    const auto count = std::ranges::count_if(all, [&](const auto& one) { return one.difference.trend == trend; });
    if (count > 0)
      counts.push_back(fmt::format("{} {}", count, trend == model::Trend::first ? "for the first time" : name));
  }
  screen.line();
  screen.line(base::join(counts, ", "));
}

}  // namespace runseal::app
