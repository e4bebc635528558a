// A report as JSON; docs/formats/capture.md says what is where.
#pragma once

#include "capture/report.h"

namespace runseal::capture {

[[nodiscard]] Json to_json(const Report& report);
[[nodiscard]] Json to_json(const Conversation& conversation);
[[nodiscard]] Json to_json(const ExposedFile& file);
[[nodiscard]] Json to_json(const ExposedFolder& folder);
// All but `conversations`, `files` and `folders`, which may be long.
[[nodiscard]] Json without_lists(const Report& report);
// Back from to_json(): what it tells, to the millisecond. Errors: invalid.
[[nodiscard]] Result<Report> report_from_json(const Json& document);
[[nodiscard]] std::string time_text(const Moment& moment);  // RFC 3339, to the millisecond; empty where there is none

}  // namespace runseal::capture
