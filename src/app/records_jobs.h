// Work on runs that a running service does (--server), on folders of its own machine; see app/records.h.
#pragma once

#include "app/context.h"
#include "app/progress.h"
#include "app/remote.h"
#include "service/runs.h"
#include "service/transfers.h"

namespace runseal::app::records {

// Of a job that counts bytes: the bar begins once the service knows how much there is.
[[nodiscard]] Remote::OnProgress shown_by(Progress& progress);

Result<service::Sealed> seal(const Context& context, const service::SealRequest& request, Progress& progress);

struct CheckedRun {
  service::RunCheck check;
  std::uint64_t evidence = 0;
};
// Errors also: limit (it found more that is wrong than it tells; it stands in its evidence).
Result<CheckedRun> verify(const Context& context, const service::VerifyRequest& request, Progress& progress);

Result<service::SentRun> send(const Context& context, const service::SendRequest& request, transfer::Progress& numbers);

}  // namespace runseal::app::records
