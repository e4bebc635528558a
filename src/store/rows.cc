#include "store/rows.h"

namespace runseal::store::rows {

std::string select_from(const std::string& table, const std::string& rest) {
  // put together as text: SQLite need not read what is read here
  return "SELECT '{\"body\":' || t.body || ',\"position\":' || COALESCE(e.position, 'null') || '}' FROM " + table +
         " t JOIN evidence e ON e.entry_id = t.entry_id " + rest;
}

std::string text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<> put(Database& database, const std::string& table, const std::string& key, const std::string& id,
             const Json& body, const std::string& entry_id) {
  return database.execute("INSERT INTO " + table + " (" + key + ", body, entry_id) VALUES (:1, :2, :3) ON CONFLICT (" +
                              key + ") DO UPDATE SET body = excluded.body, entry_id = excluded.entry_id",
                          {id, text(body), entry_id});
}

}  // namespace runseal::store::rows
