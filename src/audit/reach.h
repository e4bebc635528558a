// A host name may have several addresses, and behind each may be another server. One of them is measured, by every
// instrument, and the observation says which, and which were not.
#pragma once

#include <optional>

#include "audit/stream.h"
#include "base/endpoint.h"
#include "model/audit.h"

namespace runseal::audit {

// The first address that takes a connection; where none does, the last. A name with one address, and an address, are
// not tried. Nothing, with into.failure, when the name has no address or the time is over.
// Facts, for a name: "address" (the one measured) and, when there are more, "address.unmeasured": why, by address.
boost::asio::awaitable<std::optional<Address>> reach(base::Endpoint endpoint, Limits limits, LookUp look_up,
                                                     model::Observation& into);

inline constexpr const char* not_asked = "not asked";

}  // namespace runseal::audit
