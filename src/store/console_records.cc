#include "store/console_records.h"

#include "store/rows.h"

namespace runseal::store {

using namespace rows;
using model::Account;
using model::ApiToken;
using model::Job;
using model::Schedule;
using model::SessionRecord;

Result<> save_account(Database& database, const Account& account, const std::string& entry_id) {
  return database.execute(
      "INSERT INTO account (name, subject, body, entry_id) VALUES (:1, NULLIF(:2, ''), :3, :4) ON CONFLICT (name) DO "
      "UPDATE SET subject = excluded.subject, body = excluded.body, entry_id = excluded.entry_id",
      {account.name, account.subject, text(account), entry_id});
}
Result<> touch_account(Database& database, const Account& account) {
  return database.execute("UPDATE account SET body = :1 WHERE name = :2", {text(account), account.name});
}
Result<std::optional<Kept<Account>>> find_account(Database& database, const std::string& name) {
  return one<Account>(database, "account", "WHERE t.name = :1", name);
}
Result<std::optional<Kept<Account>>> find_account_by_subject(Database& database, const std::string& subject) {
  return one<Account>(database, "account", "WHERE t.subject = :1", subject);
}
Result<std::vector<Kept<Account>>> all_accounts(Database& database) {
  return many<Account>(database, "account", "ORDER BY t.name");
}

Result<> save_session(Database& database, const std::string& secret_sha256, const SessionRecord& session) {
  return database.execute(
      "INSERT INTO session (secret_sha256, id, account, expires, body) VALUES (:1, :2, :3, :4, :5) ON CONFLICT "
      "(secret_sha256) DO UPDATE SET expires = excluded.expires, body = excluded.body",
      {secret_sha256, session.id, session.account, session.expires, text(session)});
}
Result<> touch_session(Database& database, const SessionRecord& session) {
  return database.execute("UPDATE session SET body = :1 WHERE id = :2", {text(session), session.id});
}
Result<std::optional<SessionRecord>> find_session(Database& database, const std::string& secret_sha256) {
  return body<SessionRecord>(database, "SELECT body FROM session WHERE secret_sha256 = :1", {secret_sha256});
}
Result<std::vector<SessionRecord>> sessions_of(Database& database, const std::string& account) {
  return bodies<SessionRecord>(database, "SELECT body FROM session WHERE account = :1 ORDER BY rowid DESC", {account});
}
Result<bool> remove_session(Database& database, const std::string& id) {
  RUNSEAL_TRY(const auto gone, database.text("DELETE FROM session WHERE id = :1 RETURNING id", {id}));
  return gone.has_value();
}
Result<> remove_sessions_of(Database& database, const std::string& account, const std::string& but_id) {
  return database.execute("DELETE FROM session WHERE account = :1 AND id <> :2", {account, but_id});
}
Result<> remove_sessions_ended(Database& database, const std::string& now) {
  return database.execute("DELETE FROM session WHERE expires < :1", {now});
}

Result<> save_token(Database& database, const std::string& secret_sha256, const ApiToken& token,
                    const std::string& entry_id) {
  return database.execute(
      "INSERT INTO api_token (secret_sha256, id, account, body, entry_id) VALUES (:1, :2, :3, :4, :5)",
      {secret_sha256, token.id, token.account, text(token), entry_id});
}
Result<> touch_token(Database& database, const ApiToken& token) {
  return database.execute("UPDATE api_token SET body = :1 WHERE id = :2", {text(token), token.id});
}
Result<std::optional<ApiToken>> find_token(Database& database, const std::string& secret_sha256) {
  return body<ApiToken>(database, "SELECT body FROM api_token WHERE secret_sha256 = :1", {secret_sha256});
}
Result<std::vector<ApiToken>> tokens_of(Database& database, const std::string& account) {
  return bodies<ApiToken>(database, "SELECT body FROM api_token WHERE account = :1 ORDER BY rowid", {account});
}
Result<> remove_token(Database& database, const std::string& id) {
  return database.execute("DELETE FROM api_token WHERE id = :1", {id});
}

Result<> save_link(Database& database, const std::string& secret_sha256, const std::string& account,
                   const std::string& expires) {
  return database.execute("INSERT INTO login_link (secret_sha256, account, expires) VALUES (:1, :2, :3)",
                          {secret_sha256, account, expires});
}
Result<> remove_links_of(Database& database, const std::string& account) {
  return database.execute("DELETE FROM login_link WHERE account = :1", {account});
}
Result<std::optional<std::string>> use_link(Database& database, const std::string& secret_sha256,
                                            const std::string& now) {
  RUNSEAL_CHECK(database.execute("DELETE FROM login_link WHERE expires < :1", {now}));
  return database.text("DELETE FROM login_link WHERE secret_sha256 = :1 RETURNING account", {secret_sha256});
}

Result<> save_job(Database& database, const Job& job) {
  const bool open = job.state == model::JobState::queued || job.state == model::JobState::running;
  return database.execute(
      "INSERT INTO job (id, sequence, open, body) VALUES (:1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM job), "
      "CAST(:2 AS INTEGER), :3) ON CONFLICT (id) DO UPDATE SET open = excluded.open, body = excluded.body",
      {job.id, open ? "1" : "0", text(job)});
}
Result<std::optional<Job>> find_job(Database& database, const std::string& id) {
  return body<Job>(database, "SELECT body FROM job WHERE id = :1", {id});
}
Result<std::vector<Job>> recent_jobs(Database& database, std::size_t most) {
  return bodies<Job>(database, "SELECT body FROM job ORDER BY sequence DESC LIMIT CAST(:1 AS INTEGER)",
                     {std::to_string(most)});
}
Result<std::vector<Job>> unfinished_jobs(Database& database) {
  return bodies<Job>(database, "SELECT body FROM job WHERE open = 1 ORDER BY sequence");
}

Result<> forget_jobs_but(Database& database, std::size_t ended) {
  return database.execute(
      "DELETE FROM job WHERE open = 0 AND sequence <= (SELECT sequence FROM job WHERE open = 0 ORDER BY sequence DESC "
      "LIMIT 1 OFFSET CAST(:1 AS INTEGER))",
      {std::to_string(ended)});
}

Result<> save_schedule(Database& database, const Schedule& schedule, const std::string& entry_id) {
  return put(database, "schedule", "name", schedule.name, schedule, entry_id);
}
Result<> touch_schedule(Database& database, const Schedule& schedule) {
  return database.execute("UPDATE schedule SET body = json_set(body, '$.last', :1, '$.next', :2) WHERE name = :3",
                          {schedule.last, schedule.next, schedule.name});
}
Result<std::vector<Kept<Schedule>>> all_schedules(Database& database) {
  return many<Schedule>(database, "schedule", "ORDER BY t.name");
}
Result<> remove_schedule(Database& database, const std::string& name) {
  return database.execute("DELETE FROM schedule WHERE name = :1", {name});
}

}  // namespace runseal::store
