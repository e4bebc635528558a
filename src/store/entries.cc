#include "store/entries.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace runseal::store {
namespace {

constexpr std::size_t rows_at_once = 2'000;
constexpr std::size_t most_bytes = 4U << 20U;  // of one answer
constexpr std::uint64_t past_all = std::uint64_t{1} << 62U;

// The migration that makes the indexes has the same words: SQLite uses an index of an expression for that alone.
constexpr const char* kind_of = "json_extract(body, '$.kind')";
constexpr const char* subject_of = "json_extract(body, '$.subject')";
constexpr const char* time_of = "json_extract(body, '$.at')";

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// As it stands inside the JSON text, for LIKE with the escape '!'.
std::string pattern_for(const std::string& text) {
  auto inside = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  inside = inside.substr(1, inside.size() - 2);
  for (const char* special : {"!", "%", "_"}) inside = base::replaced(inside, special, std::string("!") + special);
  return "%" + inside + "%";
}

// One step of the search, from the newest down: each row is "number entry", or the number alone where something that
// no index leads to does not fit.
struct Step {
  std::string sql;
  std::vector<std::string> values;
};

Step step_of(const EntrySearch& search, std::uint64_t below) {
  Step step;
  const auto bind = [&](const std::string& value) {  // in the order of the words: that is how they are numbered
    step.values.push_back(value);
    return ":" + std::to_string(step.values.size());
  };
  std::string fits;
  if (!search.text.empty()) fits += fmt::format(" AND body LIKE {} ESCAPE '!'", bind(pattern_for(search.text)));
  if (!search.since.empty()) fits += fmt::format(" AND {} >= {}", time_of, bind(search.since));
  if (!search.until.empty()) fits += fmt::format(" AND {} < {}", time_of, bind(search.until));
  // an index is named, because SQLite would have to guess which of two leads to fewer rows
  std::string rows = "evidence";
  if (!search.kind.empty()) rows = "evidence INDEXED BY evidence_by_kind";
  if (!search.subject.empty()) rows = "evidence INDEXED BY evidence_by_subject";
  rows += fmt::format(" WHERE position < cast({} AS INTEGER)", bind(std::to_string(below)));
  if (!search.subject.empty()) rows += fmt::format(" AND {} = {}", subject_of, bind(search.subject));
  if (!search.kind.empty()) rows += fmt::format(" AND {} = {}", kind_of, bind(search.kind));
  step.sql = fmt::format(
      "SELECT position || ' ' || CASE WHEN 1{} THEN body ELSE '' END FROM "
      "(SELECT position, body FROM {} ORDER BY position DESC LIMIT {})",
      fits, rows, fits.empty() ? search.most + 1 : rows_at_once);
  return step;
}

// Clocks go wrong, so times do not follow the numbers strictly: all entries of that time lie between these two.
Result<std::uint64_t> first_number_since(Database& database, const std::string& since) {
  RUNSEAL_TRY(const auto found, database.text(fmt::format("SELECT min(position) || '' FROM evidence INDEXED BY "
                                                          "evidence_by_time WHERE {} >= :1",
                                                          time_of),
                                              {since}));
  return found && !found->empty() ? number(*found) : past_all;
}

Result<std::uint64_t> end_of_numbers_until(Database& database, const std::string& until) {
  RUNSEAL_TRY(const auto found, database.text(fmt::format("SELECT max(position) || '' FROM evidence INDEXED BY "
                                                          "evidence_by_time WHERE {} < :1",
                                                          time_of),
                                              {until}));
  return found && !found->empty() ? number(*found) + 1 : 0;
}

Result<std::vector<std::uint64_t>> numbers(Database& database, const std::string& sql,
                                           const std::vector<std::string>& values) {
  RUNSEAL_TRY(const auto rows, database.texts(sql, values));
  std::vector<std::uint64_t> out;
  for (const auto& row : rows) out.push_back(number(row));
  return out;
}

}  // namespace

Result<FoundEntries> search_entries(Database& database, const EntrySearch& search) {
  const auto end = std::chrono::steady_clock::now() + search.time;
  auto below = std::min(search.before.value_or(past_all), past_all);
  std::uint64_t lowest = 0;
  if (!search.until.empty()) {
    RUNSEAL_TRY(const auto first_too_late, end_of_numbers_until(database, search.until));
    below = std::min(below, first_too_late);
  }
  if (!search.since.empty()) {
    RUNSEAL_TRY(lowest, first_number_since(database, search.since));
  }

  FoundEntries found;
  std::size_t bytes = 0;
  while (below > lowest) {
    const auto step = step_of(search, below);
    RUNSEAL_TRY(const auto rows, database.texts(step.sql, step.values));
    if (rows.empty()) return found;
    for (const auto& row : rows) {
      const auto space = row.find(' ');
      const auto index = number(std::string_view(row).substr(0, space));
      if (index < lowest) return found;
      const auto body = std::string_view(row).substr(space + 1);
      if (found.items.size() == search.most || bytes > most_bytes) {
        found.next = below;
        return found;
      }
      below = index;
      if (body.empty()) continue;
      RUNSEAL_TRY(auto entry, base::parse_json(body));
      bytes += body.size();
      found.items.push_back({index, std::move(entry)});
    }
    if (std::chrono::steady_clock::now() >= end && below > lowest) {
      found.next = below;
      return found;
    }
  }
  return found;
}

Result<std::vector<std::uint64_t>> entries_about(Database& database, const std::string& subject,
                                                 const std::string& kind, std::size_t most) {
  return numbers(database,
                 fmt::format("SELECT position || '' FROM evidence INDEXED BY evidence_by_subject WHERE {} = :1 AND "
                             "coalesce(nullif(:2, ''), {}) = {} AND position IS NOT NULL ORDER BY position LIMIT {}",
                             subject_of, kind_of, kind_of, most),
                 {subject, kind});
}

Result<std::string> time_of_entry(Database& database, std::uint64_t index) {
  RUNSEAL_TRY(const auto found,
              database.text(fmt::format("SELECT {} FROM evidence WHERE position = cast(:1 AS INTEGER)", time_of),
                            {std::to_string(std::min(index, past_all))}));
  return found.value_or("");
}

Result<std::vector<std::string>> checkpoints_below(Database& database, std::uint64_t below, std::size_t most) {
  return database.texts(
      fmt::format("SELECT note FROM checkpoint WHERE size < cast(:1 AS INTEGER) ORDER BY size DESC LIMIT {}", most),
      {std::to_string(std::min(below, past_all))});
}

}  // namespace runseal::store
