// Notices that runseal knows without the letter, in words of its own.
#pragma once

#include <vector>

#include "model/notice.h"

namespace runseal::notice {

// FSN2024-1562. The facts are the letter's; no value has a line or page. Made once; safe from any thread.
[[nodiscard]] const std::vector<model::Notice>& builtin_notices();

}  // namespace runseal::notice
