// One HTML file that stands alone and prints well.
#pragma once

#include <vector>

#include "service/reports/html_text.h"

namespace runseal::service::html {

// Without scripts and without anything from elsewhere; well-formed as XML too.
[[nodiscard]] std::string page(std::string_view title, const Markup& body);

[[nodiscard]] Markup row(const std::vector<Markup>& cells, std::string_view tag = "td");  // of a table

}  // namespace runseal::service::html
