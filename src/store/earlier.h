// What a connection was measured as before one of its measurements.
#pragma once

#include "store/records.h"

namespace runseal::store {

// The one recorded just before it.
Result<std::optional<Kept<Measurement>>> measurement_before(Database&, const std::string& id);
// The last one before it that could ask everything.
Result<std::optional<Kept<Measurement>>> complete_before(Database&, const std::string& id);

}  // namespace runseal::store
