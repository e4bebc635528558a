// Rows of lists as JSON.
#pragma once

#include "store/lists.h"

namespace runseal::console {

[[nodiscard]] Json as_json(const store::ConnectionRow& row, const std::vector<std::string>& devices);
[[nodiscard]] Json as_json(const store::GradeRow& row);

}  // namespace runseal::console
