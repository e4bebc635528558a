#pragma once

#include "service/captures.h"
#include "service/reports/html_text.h"

namespace runseal::service::html {

// Clients on the left, servers on the right, a line for each conversation in a recognised protocol (SVG, in the page).
// The 24 with the most bytes; how many are left out is said.
[[nodiscard]] Markup capture_picture(const capture::Report& report, const Captured* captured);

}  // namespace runseal::service::html
