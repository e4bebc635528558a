#include "store/attempts.h"

#include "store/rows.h"

namespace runseal::store {

using model::Attempts;

Result<> save_attempts(Database& database, const Attempts& attempts) {
  return database.execute(
      "INSERT INTO wrong_attempt (account, source, failures, at, body) VALUES (:1, :2, CAST(:3 AS INTEGER), :4, :5) "
      "ON CONFLICT (account, source) DO UPDATE SET failures = excluded.failures, at = excluded.at, body = "
      "excluded.body",
      {attempts.account, attempts.source, std::to_string(attempts.failures), attempts.at, rows::text(attempts)});
}
Result<std::optional<Attempts>> find_attempts(Database& database, const std::string& account,
                                              const std::string& source) {
  return rows::body<Attempts>(database, "SELECT body FROM wrong_attempt WHERE account = :1 AND source = :2",
                              {account, source});
}
Result<std::uint64_t> strangers_failures(Database& database, const std::string& account, const std::string& since) {
  RUNSEAL_CHECK(database.execute("DELETE FROM wrong_attempt WHERE account = :1 AND at < :2", {account, since}));
  RUNSEAL_TRY(const auto sum, database.text("SELECT CAST(COALESCE(SUM(failures), 0) AS TEXT) FROM wrong_attempt WHERE "
                                            "account = :1 AND source LIKE 'address %'",
                                            {account}));
  return std::stoull(sum.value_or("0"));
}
Result<> forget_attempts(Database& database, const std::string& account, const std::string& source) {
  return database.execute("DELETE FROM wrong_attempt WHERE account = :1 AND (:2 = '' OR source = :3)",
                          {account, source, source});
}

Result<> save_browser(Database& database, const std::string& account, const std::string& secret_sha256,
                      const std::string& until, std::size_t most) {
  RUNSEAL_CHECK(
      database.execute("INSERT INTO known_browser (account, secret_sha256, until) VALUES (:1, :2, :3) ON CONFLICT "
                       "(account, secret_sha256) DO UPDATE SET until = excluded.until",
                       {account, secret_sha256, until}));
  return database.execute(
      "DELETE FROM known_browser WHERE account = :1 AND secret_sha256 NOT IN (SELECT secret_sha256 FROM known_browser "
      "WHERE account = :2 ORDER BY until DESC, secret_sha256 = :3 DESC LIMIT CAST(:4 AS INTEGER))",
      {account, account, secret_sha256, std::to_string(most)});
}
Result<bool> is_browser_of(Database& database, const std::string& account, const std::string& secret_sha256,
                           const std::string& now) {
  RUNSEAL_TRY(const auto found, database.text("SELECT account FROM known_browser WHERE account = :1 AND secret_sha256 "
                                              "= :2 AND until > :3",
                                              {account, secret_sha256, now}));
  return found.has_value();
}
Result<bool> is_browser(Database& database, const std::string& secret_sha256, const std::string& now) {
  RUNSEAL_TRY(const auto found,
              database.text("SELECT account FROM known_browser WHERE secret_sha256 = :1 AND until > :2 LIMIT 1",
                            {secret_sha256, now}));
  return found.has_value();
}

}  // namespace runseal::store
