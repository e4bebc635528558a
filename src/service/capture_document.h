// `runseal capture --json`: docs/formats/capture.md says what is where.
#pragma once

#include <iosfwd>

#include "service/captures.h"

namespace runseal::service {

// `captured`: nothing where the inventory was not asked.
[[nodiscard]] Json capture_document(const capture::Report& report, const Captured* captured);
// The same text as its dump(2) and a line's end, without ever holding all of it.
void print_capture_document(std::ostream& out, const capture::Report& report, const Captured* captured);
// Back: what is printed of it. Errors: invalid.
[[nodiscard]] Result<Captured> captured_from_document(const Json& document);

// What was found out about connections, as the document has it.
[[nodiscard]] Json measured_json(const std::vector<Measured>& measured);

}  // namespace runseal::service
