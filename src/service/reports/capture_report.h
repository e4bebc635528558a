// A capture for others to read; holds no payload. Errors: those of LongText::append.
#pragma once

#include "base/long_text.h"
#include "service/captures.h"

namespace runseal::service {

// RFC 4180, UTF-8: a line for each file that crossed the network readable, and for each folder whose files were too
// many to be kept. A value that a spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] Result<base::LongText> exposure_csv(const capture::Report& report, const Captured* captured);

// One file without scripts and without anything from elsewhere, with a picture of who spoke with whom.
[[nodiscard]] Result<base::LongText> capture_html(const capture::Report& report, const Captured* captured);

}  // namespace runseal::service
