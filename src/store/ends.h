// What ends soon, found by its last day; and work that has ended. Every function may fail with io or corrupt.
#pragma once

#include <string>
#include <vector>

#include "model/account.h"
#include "model/case.h"
#include "store/database.h"

namespace runseal::store {

// The newest of each notice and device, if its last day lies between two (YYYY-MM-DD, both count).
Result<std::vector<model::CaseException>> exceptions_ending(Database&, const std::string& from, const std::string& to);
// After one time and not after another (RFC 3339), the first end first; `account` empty: everybody's.
Result<std::vector<model::ApiToken>> tokens_ending(Database&, const std::string& account, const std::string& after,
                                                   const std::string& until);

// Of the newest few hundred, oldest first; `since`: RFC 3339.
Result<std::vector<model::Job>> jobs_ended(Database&, const std::string& since);

}  // namespace runseal::store
