// The console's own records: who signs in, and what runs in the background. Sessions, links and jobs have no evidence
// entry each: what they lead to has. Every function may fail with io or corrupt.
#pragma once

#include "model/account.h"
#include "store/records.h"

namespace runseal::store {

Result<> save_account(Database&, const model::Account&, const std::string& entry_id);
// What changes without a decision of anybody: failures, locked_until. No entry.
Result<> touch_account(Database&, const model::Account&);
Result<std::optional<Kept<model::Account>>> find_account(Database&, const std::string& name);
Result<std::optional<Kept<model::Account>>> find_account_by_subject(Database&, const std::string& subject);
Result<std::vector<Kept<model::Account>>> all_accounts(Database&);

// `secret_sha256`: of what the client holds; nothing else of it is kept.
Result<> save_session(Database&, const std::string& secret_sha256, const model::SessionRecord&);
// Never brings back one that was ended.
Result<> touch_session(Database&, const model::SessionRecord&);
Result<std::optional<model::SessionRecord>> find_session(Database&, const std::string& secret_sha256);
Result<std::vector<model::SessionRecord>> sessions_of(Database&, const std::string& account);  // newest first
Result<bool> remove_session(Database&, const std::string& id);                                 // whether there was one
Result<> remove_sessions_of(Database&, const std::string& account, const std::string& but_id = {});
Result<> remove_sessions_ended(Database&, const std::string& now);

Result<> save_token(Database&, const std::string& secret_sha256, const model::ApiToken&, const std::string& entry_id);
Result<> touch_token(Database&, const model::ApiToken&);
Result<std::optional<model::ApiToken>> find_token(Database&, const std::string& secret_sha256);
Result<std::vector<model::ApiToken>> tokens_of(Database&, const std::string& account);
Result<> remove_token(Database&, const std::string& id);

Result<> save_link(Database&, const std::string& secret_sha256, const std::string& account, const std::string& expires);
Result<> remove_links_of(Database&, const std::string& account);
// Takes it away, whoever asks first gets it: the account, when it has not expired at `now`.
Result<std::optional<std::string>> use_link(Database&, const std::string& secret_sha256, const std::string& now);

Result<> save_job(Database&, const model::Job&);
Result<std::optional<model::Job>> find_job(Database&, const std::string& id);
Result<std::vector<model::Job>> recent_jobs(Database&, std::size_t most);  // newest first
Result<std::vector<model::Job>> unfinished_jobs(Database&);                // oldest first
Result<> forget_jobs_but(Database&, std::size_t ended);                    // the newest of those that have ended stay

Result<> save_schedule(Database&, const model::Schedule&, const std::string& entry_id);
Result<> touch_schedule(Database&, const model::Schedule&);  // last and next, nothing else
Result<std::vector<Kept<model::Schedule>>> all_schedules(Database&);
Result<> remove_schedule(Database&, const std::string& name);

}  // namespace runseal::store
