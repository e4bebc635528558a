#include "store/outbox.h"

namespace runseal::store {

Result<> add_entry(Database& database, const std::string& entry_id, const Json& body) {
  return database.execute(
      "INSERT INTO evidence (entry_id, body, sequence) "
      "VALUES (:1, :2, (SELECT coalesce(max(sequence), 0) + 1 FROM evidence))",
      {entry_id, body.dump()});
}

Result<std::vector<Pending>> pending_entries(Database& database) {
  RUNSEAL_TRY(const auto ids, database.texts("SELECT entry_id FROM evidence WHERE position IS NULL ORDER BY sequence"));
  std::vector<Pending> pending;
  for (const auto& id : ids) {
    RUNSEAL_TRY(const auto body, database.text("SELECT body FROM evidence WHERE entry_id = :1", {id}));
    RUNSEAL_TRY(auto json, base::parse_json(body.value_or("")));
    pending.push_back({id, std::move(json)});
  }
  return pending;
}

Result<> place_entry(Database& database, const std::string& entry_id, std::uint64_t position) {
  return database.execute("UPDATE evidence SET position = cast(:1 AS INTEGER) WHERE entry_id = :2",
                          {std::to_string(position), entry_id});
}

Result<std::optional<std::uint64_t>> position_of(Database& database, const std::string& entry_id) {
  RUNSEAL_TRY(const auto text,
              database.text("SELECT cast(position AS TEXT) FROM evidence WHERE entry_id = :1 AND position IS NOT NULL",
                            {entry_id}));
  if (!text) return std::nullopt;
  return std::stoull(*text);
}

Result<> remember_checkpoint(Database& database, std::uint64_t size, const std::string& note) {
  return database.execute("INSERT OR IGNORE INTO checkpoint (size, note) VALUES (cast(:1 AS INTEGER), :2)",
                          {std::to_string(size), note});
}

Result<std::vector<std::string>> remembered_checkpoints(Database& database) {
  return database.texts(
      "SELECT note FROM (SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1000) ORDER BY size");
}

}  // namespace runseal::store
