// A measurement for others to read: SARIF for machines, one HTML file for people. Pure; holds no secret.
#pragma once

#include <string>
#include <vector>

#include "service/measure.h"

namespace runseal::service {

struct ReportHead {
  std::string organisation;
  std::string site;
  std::string at;  // RFC 3339: when the report was made
};

[[nodiscard]] ReportHead report_head(const Workspace& workspace);

// SARIF 2.1.0 (OASIS): a rule for each finding id, a result for each finding; docs/formats/audit.md says what is where.
[[nodiscard]] Json sarif_log(const ReportHead& head, const std::vector<Measured>& all);

// One file without scripts and without anything from elsewhere; well-formed as XML too. Every text in it is escaped.
[[nodiscard]] std::string html_report(const ReportHead& head, const std::vector<Measured>& all);

}  // namespace runseal::service
