#include "store/run_list.h"

#include <charconv>

namespace runseal::store {
namespace {

constexpr const char* that_match = "WHERE :1 = '' OR instr(lower(run), lower(:1)) > 0 ";

}  // namespace

Result<std::vector<std::string>> runs_listed(Database& database, const RunList& wanted) {
  const std::string order = std::string(wanted.by_name ? "run" : "MAX(rowid)") + (wanted.descending ? " DESC" : "");
  return database.texts("SELECT run FROM run_event " + std::string(that_match) + "GROUP BY run ORDER BY " + order +
                            " LIMIT CAST(:2 AS INTEGER) OFFSET CAST(:3 AS INTEGER)",
                        {wanted.search, std::to_string(wanted.limit), std::to_string(wanted.offset)});
}

Result<std::uint64_t> runs_counted(Database& database, const std::string& search) {
  RUNSEAL_TRY(
      const auto count,
      database.text("SELECT CAST(COUNT(DISTINCT run) AS TEXT) FROM run_event " + std::string(that_match), {search}));
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
