#include <algorithm>

#include <fmt/format.h>

#include "service/reports/html_connection.h"
#include "service/reports/report.h"

namespace runseal::service {
namespace {

using html::element;
using html::Markup;
using html::text;

// Colour only repeats what a word says: it prints on any printer.
constexpr const char* style = R"css(
@page { size: A4; margin: 16mm 14mm; }
body { font: 10.5pt/1.4 "DejaVu Sans", Verdana, sans-serif; color: #1a1a1a; background: #fff; margin: 2em auto;
  max-width: 62em; padding: 0 1em; }
h1 { font-size: 1.6em; margin: 0 0 .2em; }
h2 { font-size: 1.2em; margin: 0 0 .4em; overflow-wrap: anywhere; word-break: break-word; }
h3 { font-size: 1.05em; margin: 1.2em 0 .3em; }
h4 { font-size: 1em; margin: .9em 0 .2em; }
p { margin: .3em 0; }
.small { font-size: .9em; }
section { border-top: 2px solid #1a1a1a; margin-top: 2em; padding-top: .8em; }
table { border-collapse: collapse; width: 100%; margin: .5em 0; }
th, td { text-align: left; vertical-align: top; padding: .3em .5em; border-bottom: 1px solid #bbb;
  overflow-wrap: anywhere; word-break: break-word; }
th { border-bottom: 2px solid #1a1a1a; font-size: .8em; white-space: nowrap; }
.axes td:first-child { white-space: nowrap; }
.facts { font-size: .8em; }
code, pre { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: .9em; }
code { font-weight: normal; overflow-wrap: anywhere; word-break: break-word; }
pre { border: 1px solid #999; border-left-width: 4px; padding: .6em .8em; margin: .3em 0; white-space: pre-wrap;
  overflow-wrap: anywhere; word-break: break-word; }
.prose { font-family: inherit; }
.grade, .severity { border: 1px solid; border-radius: .3em; padding: 0 .4em; white-space: nowrap; font-size: .9em; }
.protected { color: #14532d; }
.optional, .medium { color: #7a4b00; }
.absent, .critical, .high { color: #9b1c1c; font-weight: bold; }
.unknown, .low, .info { color: #444; }
.unknown { border-style: dashed; }
.accepted { border-left: 4px solid #7a4b00; padding-left: .6em; }
a { color: inherit; }
@media print {
  body { margin: 0; max-width: none; padding: 0; }
  a { text-decoration: none; }
  section { break-before: page; border-top: 0; margin-top: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr, .finding > p, .small { break-inside: avoid; }
}
)css";

Markup cells(const std::vector<Markup>& all, std::string_view tag) {
  Markup row;
  for (const auto& cell : all) row += element(tag, cell);
  return element("tr", row);
}

Markup worst(const model::Assessment& assessment) {
  const auto& all = assessment.findings;
  if (all.empty()) return text("none");
  const auto open = std::ranges::find_if(all, [](const auto& finding) { return !finding.accepted; });
  const auto& shown = open == all.end() ? all.front() : *open;
  return html::severity(shown.severity) + text(" ") + element("code", shown.id) +
         text(open == all.end() ? "(accepted)" : "");
}

Markup summary(const std::vector<Measured>& all) {
  auto rows = cells({text("connection"), text("integrity"), text("confidentiality"), text("peer"),
                     text("worst finding"), text("evidence")},
                    "th");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& assessment = all[i].now.assessment;
    rows += cells(
        {html::link_to(i, assessment.endpoint) + element("div", html::trend(all[i].difference), "small"),
         html::grade(assessment.integrity.grade), html::grade(assessment.confidentiality.grade),
         html::grade(assessment.peer_authenticity.grade), worst(assessment), text(std::to_string(all[i].evidence))},
        "td");
  }
  return element("table", rows);
}

std::string whose(const ReportHead& head) {
  if (head.organisation.empty()) return head.site;
  return head.site.empty() ? head.organisation : head.organisation + ", " + head.site;
}

Markup header(const ReportHead& head, const std::vector<Measured>& all) {
  auto out = element("h1", "What protects the sequencing data on its way");
  if (const auto name = whose(head); !name.empty()) out += element("p", name);
  const auto secure = std::ranges::count_if(all, [](const auto& one) { return one.now.assessment.secure(); });
  const auto borne = std::ranges::count_if(all, [](const auto& one) { return audit::borne(one.now.assessment); });
  out +=
      element("p", fmt::format("{} of {} connections were measured as protected on all three axes{}. Report of {} by "
                               "runseal {}.",
                               secure, all.size(),
                               borne > 0 ? fmt::format(", {} more accepted as measured by the policy", borne) : "",
                               head.at, RUNSEAL_VERSION));
  const bool under_policy = !all.empty() && !all.front().policy.empty();
  return out + element("p",
                       under_policy ? "Judged under the site's policy file with the SHA-256 " + all.front().policy + "."
                                    : "No policy file of the site was in force.",
                       "small");
}

Markup reading() {
  return element(
      "section",
      element("h2", "How to read this") +
          element("p",
                  "Integrity: a change on the way is noticed. Confidentiality: nobody on the way can read the files. "
                  "Peer authenticity: each end knows that the other is who it should be.") +
          element("p",
                  "Protected: measured so. Optional: a safe way exists, but an unsafe one is accepted as well. Absent: "
                  "there is no protection. Unknown: it could not be measured, which never counts as safe.") +
          element("p",
                  "Each number of evidence names an entry of the signed log: runseal evidence show NUMBER prints it, "
                  "runseal evidence verify checks the whole log."));
}

}  // namespace

ReportHead report_head(const Workspace& workspace) {
  return {workspace.config().organisation, workspace.config().site, base::format_instant(workspace.now())};
}

std::string html_report(const ReportHead& head, const std::vector<Measured>& all) {
  Markup body = header(head, all) + summary(all);
  for (std::size_t i = 0; i < all.size(); ++i) body += html::connection(all[i], i);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
         "<title>runseal audit</title>\n<style>" +
         std::string(style) + "</style>\n</head>\n" + element("body", body + reading()).text + "</html>\n";
}

}  // namespace runseal::service
