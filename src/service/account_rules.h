// What an account must be like; apart from how it is kept.
#pragma once

#include "model/account.h"
#include "store/database.h"

namespace runseal::service {

[[nodiscard]] bool administers(const model::Account& account);  // and is not disabled

// The name, the full name, at least one role. Errors: invalid.
Result<> check_account(const model::Account& account);
// 21 CFR 11.100(a): a signature is one person's, and the signing key goes by the full name. Errors: exists.
Result<> check_full_name_free(store::Database& database, const model::Account& account);
Result<> check_subject_free(store::Database& database, const model::Account& account);  // exists
// Errors: conflict, when nobody else administers.
Result<> check_not_the_last(store::Database& database, const std::string& name);

}  // namespace runseal::service
