#include "store/run_list.h"

#include <charconv>

#include <fmt/format.h>

#include "store/rows.h"

namespace runseal::store {
namespace {

// One row a run: its name, and the place of its last event. (Of a row that MAX() chooses SQLite gives the other columns
// too: "bare columns" in its documentation of SELECT.)
struct Wanted {
  std::string rows;
  std::vector<std::string> values;
};

Wanted rows_of(const RunList& wanted) {
  Wanted out;
  const auto bind = [&](std::string value) {  // numbered in the order of the words
    out.values.push_back(std::move(value));
    return ":" + std::to_string(out.values.size());
  };
  std::string where = "WHERE 1";
  if (!wanted.search.empty()) where += " AND instr(lower(run), lower(" + bind(wanted.search) + ")) > 0";
  if (wanted.among) where += " AND run IN (SELECT value FROM json_each(" + bind(rows::text(*wanted.among)) + "))";
  if (!wanted.but.empty())
    where += " AND run NOT IN (SELECT value FROM json_each(" + bind(rows::text(wanted.but)) + "))";
  if (wanted.last_kind.empty()) {
    out.rows = "(SELECT run, MAX(rowid) AS last FROM run_event " + where + " GROUP BY run)";
  } else {
    out.rows = "(SELECT run, MAX(rowid) AS last, json_extract(body, '$.kind') AS kind FROM run_event " + where +
               " GROUP BY run) WHERE kind = " + bind(wanted.last_kind);
  }
  return out;
}

}  // namespace

Result<std::vector<std::string>> runs_listed(Database& database, const RunList& wanted) {
  const auto [rows, values] = rows_of(wanted);
  return database.texts(
      fmt::format("SELECT run FROM {} ORDER BY {}{} LIMIT {} OFFSET {}", rows, wanted.by_name ? "run" : "last",
                  wanted.descending ? " DESC" : "", wanted.limit, wanted.offset),
      values);
}

Result<std::uint64_t> runs_counted(Database& database, const RunList& wanted) {
  const auto [rows, values] = rows_of(wanted);
  RUNSEAL_TRY(const auto count, database.text("SELECT CAST(COUNT(*) AS TEXT) FROM " + rows, values));
  std::uint64_t number = 0;
  if (count) std::from_chars(count->data(), count->data() + count->size(), number);
  return number;
}

// in the words of the index run_event_failed
Result<std::vector<std::string>> runs_once_failed(Database& database) {
  return database.texts(
      "SELECT DISTINCT run FROM run_event WHERE json_extract(body, '$.kind') = 'verified' AND "
      "json_extract(body, '$.outcome') <> 'ok' ORDER BY run");
}

}  // namespace runseal::store
