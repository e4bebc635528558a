// A name with several addresses is measured at one of them (audit/reach.h): what that leaves open, for every protocol.
#pragma once

#include "model/audit.h"

namespace runseal::audit {

// Adds the finding "<protocol>.other-addresses-not-measured" and says so in the reasons of protected axes, when the
// name has addresses that may serve somebody: all but those that refused to be connected to.
void judge_other_addresses(model::Assessment& into, const model::Observation& observation);

inline constexpr const char* other_addresses_id = "other-addresses-not-measured";

}  // namespace runseal::audit
