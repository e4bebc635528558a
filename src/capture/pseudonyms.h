// Hides who and which file, and keeps which is the same as which: for reports that leave the house.
#pragma once

#include "capture/report.h"

namespace runseal::capture {

// Replaces every part of every path, and the names of people and of clients among the facts, by "~" and twelve digits
// of HMAC-SHA-256 under `key`. Addresses, and the names of servers, shares and mounted exports, stay. Without the key
// nobody can try names against it.
void pseudonymise(Report& report, ByteView key);

// Whether the fact with this id names people, clients or paths.
[[nodiscard]] bool names_somebody(std::string_view fact_id);

}  // namespace runseal::capture
