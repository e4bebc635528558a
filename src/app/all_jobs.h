// The explicit list of what runs in the background of `runseal serve`.
#pragma once

#include <vector>

#include "service/jobs.h"
#include "service/transfer_board.h"

namespace runseal::app {

[[nodiscard]] std::vector<service::JobKind> all_jobs(service::TransferBoard& board);

}  // namespace runseal::app
