// Reading a capture as a job of the service: one that was uploaded, or one in an allowed folder of its machine.
#pragma once

#include "base/capture_config.h"
#include "service/jobs.h"

namespace runseal::service {

// {id, file_name, and `uploaded` or `path`; connection?, hosts?: {name: address}, pseudonymise?, keep?}. The upload is
// removed when the job has ended, however it did. Its result: {capture: its id, and what was counted}.
[[nodiscard]] JobKind capture_job();

[[nodiscard]] Result<base::CaptureConfig> capture_config(const Directory& directory);

// What a caller may ask for; `path` is looked up, and named without links. The id is made here unless it is an
// upload's. Errors: usage, and those of allowed_file().
[[nodiscard]] Result<Json> checked_capture_request(const base::CaptureConfig& config, Json request,
                                                   const std::string& uploaded = {});

}  // namespace runseal::service
