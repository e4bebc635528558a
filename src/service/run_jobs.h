// Jobs on runs, as the commands `verify`, `seal` and `send` do it. Their folders
// must be allowed (service/allowed_folders.h); they are looked up again when the job begins.
#pragma once

#include "service/allowed_folders.h"
#include "service/jobs.h"
#include "service/transfer_board.h"
#include "transfer/sinks/sink.h"

namespace runseal::service {

// {path, only?: [names]}; its result as `runseal verify --json`, with the first ten thousand verdicts.
[[nodiscard]] JobKind verify_job();
// {path, hashed_at?, seal_store_only?, trust_stat?, rules?, complete?: "operator", incomplete?}; as `runseal seal
// --json`.
[[nodiscard]] JobKind seal_job();
// {path, sink, hashed_at?, streams?, limit?: bytes a second, follow?, complete_when?, quiet_s?, rules?, complete?,
// incomplete?, retry_minutes?}; sinks: runseal: (a paired node), file: (an allowed folder), and the declared ones
// (service/sinks_file.h) of these kinds. As `runseal send --json`.
[[nodiscard]] JobKind send_job(TransferBoard& board, std::vector<transfer::SinkKind> kinds = {});

// Refuses what cannot be asked before there is a job, and names folders without links. Errors: usage, and those of
// allowed_folder() and declared_sink().
[[nodiscard]] Result<Json> checked_run_request(Workspace& workspace, const std::string& kind, Json request);

}  // namespace runseal::service
