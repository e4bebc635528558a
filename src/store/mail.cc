#include "store/mail.h"

#include "store/rows.h"

namespace runseal::store {

using model::Mail;
using model::MailAlert;
using model::MailState;
using rows::bodies;
using rows::text;

Result<std::optional<AlertsTaken>> alerts_taken(Database& database) {
  RUNSEAL_TRY(const auto found, database.text("SELECT json_array(sequence, at) FROM alerts_taken"));
  if (!found) return std::nullopt;
  RUNSEAL_TRY(const auto json, base::parse_json(*found));
  return AlertsTaken{json.at(0).get<std::uint64_t>(), json.at(1).get<std::string>()};
}
Result<> set_alerts_taken(Database& database, const AlertsTaken& taken) {
  return database.execute(
      "INSERT INTO alerts_taken (one, sequence, at) VALUES (1, CAST(:1 AS INTEGER), :2) ON CONFLICT (one) DO UPDATE "
      "SET sequence = excluded.sequence, at = excluded.at",
      {std::to_string(taken.sequence), taken.at});
}

Result<> add_alert(Database& database, const MailAlert& alert, const std::string& address) {
  return database.execute(
      "INSERT INTO mail_alert (key, address, sequence, at, body) VALUES (:1, :2, (SELECT COALESCE(MAX(sequence), 0) + "
      "1 FROM mail_alert), :3, :4) ON CONFLICT (key, address) DO NOTHING",
      {alert.key, address, alert.at, text(alert)});
}
Result<std::vector<MailAlert>> untold_alerts(Database& database, const std::string& address) {
  return bodies<MailAlert>(
      database, "SELECT body FROM mail_alert WHERE address = :1 AND mail IS NULL ORDER BY sequence", {address});
}
Result<std::vector<std::string>> addresses_to_tell(Database& database, const std::string& quiet_since) {
  return database.texts(
      "SELECT DISTINCT address FROM mail_alert a WHERE mail IS NULL AND NOT EXISTS (SELECT 1 FROM mail m WHERE "
      "m.address = a.address AND (m.open = 1 OR (m.tells = 1 AND m.created > :1))) ORDER BY address",
      {quiet_since});
}
Result<> save_new_mail(Database& database, const Mail& mail) {
  RUNSEAL_CHECK(
      database.execute("UPDATE mail_alert SET mail = :1 WHERE address = :2 AND mail IS NULL", {mail.id, mail.to}));
  RUNSEAL_CHECK(save_mail(database, mail));
  return database.execute("UPDATE mail SET tells = 1 WHERE id = :1", {mail.id});
}
Result<> save_mail(Database& database, const Mail& mail) {
  return database.execute(
      "INSERT INTO mail (id, sequence, address, open, tells, created, next, body) VALUES (:1, (SELECT "
      "COALESCE(MAX(sequence), 0) + 1 FROM mail), :2, CAST(:3 AS INTEGER), 0, :4, :5, :6) ON CONFLICT (id) DO UPDATE "
      "SET open = excluded.open, next = excluded.next, body = excluded.body",
      {mail.id, mail.to, mail.state == MailState::waiting ? "1" : "0", mail.created, mail.next, text(mail)});
}

Result<std::vector<Mail>> mails_due(Database& database, const std::string& now) {
  return bodies<Mail>(database, "SELECT body FROM mail WHERE open = 1 AND next <= :1 ORDER BY next, sequence", {now});
}
Result<std::vector<Mail>> recent_mails(Database& database, std::size_t most) {
  return bodies<Mail>(database, "SELECT body FROM mail ORDER BY sequence DESC LIMIT CAST(:1 AS INTEGER)",
                      {std::to_string(most)});
}
Result<std::vector<Mail>> last_mail_of_each(Database& database, const std::string& since) {
  return bodies<Mail>(database,
                      "SELECT body FROM mail WHERE sequence IN (SELECT MAX(sequence) FROM mail GROUP BY address) AND "
                      "created > :1 ORDER BY address",
                      {since});
}
Result<> forget_mails(Database& database, std::size_t mails, const std::string& told_before) {
  RUNSEAL_CHECK(database.execute(
      "DELETE FROM mail WHERE open = 0 AND sequence <= (SELECT sequence FROM mail WHERE open = 0 ORDER BY sequence "
      "DESC LIMIT 1 OFFSET CAST(:1 AS INTEGER))",
      {std::to_string(mails)}));
  return database.execute("DELETE FROM mail_alert WHERE mail IS NOT NULL AND at < :1", {told_before});
}

}  // namespace runseal::store
