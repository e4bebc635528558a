#include "app/all_jobs.h"

#include "app/all_sinks.h"
#include "service/audit_job.h"
#include "service/backup.h"
#include "service/capture_job.h"
#include "service/evidence_check.h"
#include "service/run_jobs.h"

namespace runseal::app {

std::vector<service::JobKind> all_jobs(service::TransferBoard& board) {
  return {service::audit_job(),          service::verify_job(),
          service::seal_job(),           service::send_job(board, all_sinks()),
          service::check_evidence_job(), service::backup_job(),
          service::capture_job()};
}

}  // namespace runseal::app
