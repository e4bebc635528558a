// Every route of the console, by name: a file a resource.
#include "console/route.h"
#include "console/routes/accounts.h"
#include "console/routes/audits.h"
#include "console/routes/captures.h"
#include "console/routes/cases.h"
#include "console/routes/connections.h"
#include "console/routes/devices.h"
#include "console/routes/events.h"
#include "console/routes/evidence.h"
#include "console/routes/health.h"
#include "console/routes/jobs.h"
#include "console/routes/mails.h"
#include "console/routes/me.h"
#include "console/routes/nodes.h"
#include "console/routes/notices.h"
#include "console/routes/openid.h"
#include "console/routes/overview.h"
#include "console/routes/replies.h"
#include "console/routes/runs.h"
#include "console/routes/schedules.h"
#include "console/routes/session.h"
#include "console/routes/settings.h"
#include "console/routes/transfers.h"

namespace runseal::console {
namespace {

std::vector<Route> gather() {
  std::vector<Route> all;
  for (const auto& some : {
           session_routes(), me_routes(),        account_routes(),  overview_routes(),    notices_routes(),
           cases_routes(),   replies_routes(),   devices_routes(),  connections_routes(), audits_routes(),
           runs_routes(),    transfers_routes(), evidence_routes(), nodes_routes(),       jobs_routes(),
           events_routes(),  schedules_routes(), settings_routes(), health_routes(),      openid_routes(),
           mails_routes(),   captures_routes(),
       })
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

const std::vector<Route>& all_routes() {
  static const std::vector<Route> routes = gather();
  return routes;
}

const std::vector<Uploading>& all_uploads() {
  static const std::vector<Uploading> uploads = captures_uploads();
  return uploads;
}

}  // namespace runseal::console
