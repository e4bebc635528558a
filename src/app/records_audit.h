// Measurements that a running service makes (--server), and what it would ask; see app/records.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/context.h"
#include "audit/probe.h"
#include "service/measure.h"
#include "service/reports/report.h"

namespace runseal::app::records {

// Of the data directory or of the service, as service::targets_named.
Result<std::vector<service::Target>> targets(const Context& context, const std::vector<std::string>& names);
Result<std::vector<audit::ProbeInfo>> probes(const Context& context);

struct AuditRequest {
  std::vector<std::string> names;  // none: every connection
  int time_limit = 0;              // seconds for one connection; 0: as configured
  std::string policy;              // the text of the file to judge under; empty: the site's
};
struct Audited {
  std::vector<service::Measured> measured;
  service::ReportHead head;
};
using MeasuredSoFar = std::function<void(std::size_t done, std::size_t total)>;

// The service asks, judges and records. Errors also: limit (named devices with more connections than it tells of; it
// has measured and recorded them).
Result<Audited> audit(const Context& context, const AuditRequest& wanted, const MeasuredSoFar& on_progress);
// Output that was saved by one person; the time limit is none.
Result<Audited> audit_saved(const Context& context, const std::vector<audit::SavedOutput>& outputs,
                            const AuditRequest& wanted);

}  // namespace runseal::app::records
