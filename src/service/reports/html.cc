#include <algorithm>

#include <fmt/format.h>

#include "service/reports/html_connection.h"
#include "service/reports/html_page.h"
#include "service/reports/report.h"

namespace runseal::service {
namespace {

using html::element;
using html::Markup;
using html::text;

Markup worst(const model::Assessment& assessment) {
  const auto& all = assessment.findings;
  if (all.empty()) return text("none");
  const auto open = std::ranges::find_if(all, [](const auto& finding) { return !finding.accepted; });
  const auto& shown = open == all.end() ? all.front() : *open;
  return html::severity(shown.severity) + text(" ") + element("code", shown.id) +
         text(open == all.end() ? "(accepted)" : "");
}

Markup summary(const std::vector<Measured>& all) {
  auto rows = html::row({text("connection"), text("integrity"), text("confidentiality"), text("peer"),
                         text("worst finding"), text("evidence")},
                        "th");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& assessment = all[i].now.assessment;
    rows += html::row(
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
  return html::page("runseal audit", body + reading());
}

}  // namespace runseal::service
