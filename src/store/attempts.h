// Who tried to come in with what was wrong, and which browsers are known. No evidence entries: what they lead to has.
#pragma once

#include "model/attempts.h"
#include "store/database.h"

namespace runseal::store {

Result<> save_attempts(Database&, const model::Attempts&);
Result<std::optional<model::Attempts>> find_attempts(Database&, const std::string& account, const std::string& source);
// Of all addresses together; those of an account that were last wrong before `since` are forgotten first.
Result<std::uint64_t> strangers_failures(Database&, const std::string& account, const std::string& since);
Result<> forget_attempts(Database&, const std::string& account, const std::string& source = {});  // empty: of every one

// Until when a browser is known to be one of the account's own; `secret_sha256`: of what its cookie holds.
Result<> save_browser(Database&, const std::string& account, const std::string& secret_sha256, const std::string& until,
                      std::size_t most);
Result<bool> is_browser_of(Database&, const std::string& account, const std::string& secret_sha256,
                           const std::string& now);
Result<bool> is_browser(Database&, const std::string& secret_sha256, const std::string& now);  // of anybody's

}  // namespace runseal::store
