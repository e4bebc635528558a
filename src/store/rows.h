// How a table of JSON records with their evidence is read and written; shared by the records' files only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/records.h"

namespace runseal::store::rows {

// A row is read as one JSON text, {"body": …, "position": …}, so that one shape of query serves every table.
std::string select_from(const std::string& table, const std::string& rest);
std::string text(const Json& json);

template <class T>
Result<Kept<T>> kept(const std::string& row) {
  RUNSEAL_TRY(const auto json, base::parse_json(row));
  RUNSEAL_TRY(auto record, base::from_json<T>(json.at("body"), "runseal.db"));
  Kept<T> out{std::move(record), std::nullopt};
  if (json.at("position").is_number()) out.evidence = json.at("position").get<std::uint64_t>();
  return out;
}

template <class T>
Result<std::vector<Kept<T>>> many(Database& database, const std::string& table, const std::string& rest,
                                  const std::vector<std::string>& values = {}) {
  RUNSEAL_TRY(const auto rows, database.texts(select_from(table, rest), values));
  std::vector<Kept<T>> out;
  for (const auto& row : rows) {
    RUNSEAL_TRY(auto one, kept<T>(row));
    out.push_back(std::move(one));
  }
  return out;
}

template <class T>
Result<std::optional<Kept<T>>> one(Database& database, const std::string& table, const std::string& rest,
                                   const std::string& value) {
  RUNSEAL_TRY(auto found, many<T>(database, table, rest + " LIMIT 1", {value}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// Records without evidence: their bodies alone.
template <class T>
Result<std::vector<T>> bodies(Database& database, const std::string& sql, const std::vector<std::string>& values = {}) {
  RUNSEAL_TRY(const auto texts, database.texts(sql, values));
  std::vector<T> out;
  for (const auto& body : texts) {
    RUNSEAL_TRY(const auto json, base::parse_json(body));
    RUNSEAL_TRY(auto record, base::from_json<T>(json, "runseal.db"));
    out.push_back(std::move(record));
  }
  return out;
}

template <class T>
Result<std::optional<T>> body(Database& database, const std::string& sql, const std::vector<std::string>& values) {
  RUNSEAL_TRY(auto found, bodies<T>(database, sql, values));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// `key` is the table's column that names the record
Result<> put(Database& database, const std::string& table, const std::string& key, const std::string& id,
             const Json& body, const std::string& entry_id);

}  // namespace runseal::store::rows
