// A letter that is read a second time: what the new reading no longer has.
#pragma once

#include <string>
#include <vector>

#include "model/notice.h"

namespace runseal::service {

// In words, one for each thing lost; empty when all is still there. A product is known again by its numbers, else by
// its name: another language of the letter may call it otherwise. Pure.
[[nodiscard]] std::vector<std::string> lost_in_reading(const model::Notice& before, const model::Notice& now);

}  // namespace runseal::service
