#pragma once

#include "service/measure.h"
#include "service/reports/html_text.h"

namespace runseal::service::html {

[[nodiscard]] Markup grade(model::Protection grade);      // the word, in a box of its colour
[[nodiscard]] Markup severity(model::Severity severity);  // the same
[[nodiscard]] Markup trend(const model::Difference& difference);

// Everything about one connection.
[[nodiscard]] Markup connection(const Measured& measured, std::size_t number);

}  // namespace runseal::service::html
