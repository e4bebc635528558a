#include "store/captures.h"

#include <fmt/format.h>

#include "base/json_fields.h"
#include "base/text.h"
#include "store/rows.h"

namespace runseal::store {

using namespace rows;

RUNSEAL_JSON_FIELDS(CaptureRecord, id, at, by, file_name, file_bytes, pseudonymised, kept, whole, packets, from, to,
                    integrity, confidentiality, peer_authenticity, conversations, exposed_files, exposed_bytes, signs,
                    folders, shares, document)

namespace {

constexpr std::size_t rows_at_once = 500;

std::string by_grade(const std::string& grade) { return "instr('unknown absent optional protected', " + grade + ")"; }

// The name that is asked for, and what it sorts by.
using Sorts = std::vector<std::pair<std::string, std::string>>;

const Sorts of_captures = {{"at", "t.at"},
                           {"file_name", "json_extract(t.body, '$.file_name')"},
                           {"by", "json_extract(t.body, '$.by')"},
                           {"packets", "json_extract(t.body, '$.packets')"},
                           {"conversations", "json_extract(t.body, '$.conversations')"},
                           {"exposed_files", "json_extract(t.body, '$.exposed_files')"},
                           {"exposed_bytes", "json_extract(t.body, '$.exposed_bytes')"},
                           {"signs", "json_extract(t.body, '$.signs')"},
                           {"integrity", by_grade("json_extract(t.body, '$.integrity')")},
                           {"confidentiality", by_grade("json_extract(t.body, '$.confidentiality')")}};
// What a row is sorted, narrowed and searched by stands in a narrow table beside its body (migration `narrow_lists`):
// in a capture of a hundred thousand files nothing reads all of their JSON.
struct Column {
  std::string name;                 // of the table; sorts and `where` are called the same
  std::vector<const char*> fields;  // of the row; of several the sum
  bool grade = false;
};
struct List {
  std::string rows;     // table of the bodies
  std::string columns;  // table of these columns
  std::vector<Column> all;
};

const List of_flows = {"captured_flow",
                       "captured_flow_list",
                       {{"client", {"/client"}},
                        {"server", {"/server"}},
                        {"device", {"/device"}},
                        {"port", {"/port"}},
                        {"protocol", {"/protocol"}},
                        {"flows", {"/flows"}},
                        {"from", {"/seen/from"}},
                        {"integrity", {"/integrity/grade"}, true},
                        {"confidentiality", {"/confidentiality/grade"}, true},
                        {"peer_authenticity", {"/peer_authenticity/grade"}, true},
                        {"bytes", {"/bytes_to_server", "/bytes_to_client"}}}};
const List of_files = {"captured_file",
                       "captured_file_list",
                       {{"path", {"/path"}},
                        {"place", {"/place"}},
                        {"client", {"/client"}},
                        {"server", {"/server"}},
                        {"device", {"/device"}},
                        {"bytes_read", {"/bytes_read"}},
                        {"bytes_written", {"/bytes_written"}},
                        {"from", {"/seen/from"}},
                        {"reason", {"/reason"}}}};

Sorts sorts_of(const List& list) {
  Sorts sorts{{"", "number"}};
  for (const auto& column : list.all) {
    const auto quoted = '"' + column.name + '"';
    sorts.emplace_back(column.name, column.grade ? by_grade(quoted) : quoted);
  }
  return sorts;
}

// Of the table of sorts, nothing of what was asked for itself.
Result<std::string> order(const Sorts& sorts, const ListQuery& query, const std::string& then) {
  const auto found = std::ranges::find_if(sorts, [&](const auto& one) {
    return one.first == query.sort || (query.sort.empty() && &one == &sorts.front());
  });
  if (found == sorts.end())
    return fail(ErrorCode::usage, "this list is not sorted by \"" + base::printable(query.sort, 40) + "\"");
  return fmt::format(" ORDER BY {0}{1}, {2}{1} LIMIT {3} OFFSET {4}", found->second, query.descending ? " DESC" : "",
                     then, query.limit, query.offset);
}

// Conditions, and what they are bound to.
struct Filter {
  std::string sql;
  std::vector<std::string> values;

  void add(const std::string& condition, std::initializer_list<std::string> bound) {
    auto text = condition;
    for (const auto& value : bound) {
      values.push_back(value);
      text = text.replace(text.find('?'), 1, fmt::format(":{}", values.size()));
    }
    sql += (sql.empty() ? " WHERE " : " AND ") + text;
  }
  void search(const std::string& column, const std::string& words) {
    for (const auto& word : base::split(base::fold_case(words), ' '))
      if (!word.empty()) add("instr(" + column + ", ?) > 0", {word});
  }
};

Result<std::uint64_t> count(Database& database, const std::string& table, const Filter& filter) {
  RUNSEAL_TRY(const auto text, database.text("SELECT COUNT(*) FROM " + table + filter.sql, filter.values));
  return text ? std::stoull(*text) : 0;
}

Result<Page<Json>> rows_of(Database& database, const List& list, const std::string& id, const ListQuery& query,
                           const Where& where) {
  RUNSEAL_TRY(const auto ordered, order(sorts_of(list), query, "number"));
  Filter filter;
  filter.add("capture_id = ?", {id});
  filter.search("words", query.search);
  for (const auto& [column, value] : where) filter.add('"' + column + "\" = ?", {value});
  Page<Json> page;
  RUNSEAL_TRY(page.total, count(database, list.columns, filter));
  RUNSEAL_TRY(const auto numbers,
              database.texts("SELECT CAST(number AS TEXT) FROM " + list.columns + filter.sql + ordered, filter.values));
  const auto body = "SELECT body FROM " + list.rows + " WHERE capture_id = :1 AND number = CAST(:2 AS INTEGER)";
  for (const auto& number : numbers) {
    RUNSEAL_TRY(const auto text, database.text(body, {id, number}));
    RUNSEAL_TRY(auto row, base::parse_json(text.value_or("null")));
    page.items.push_back(std::move(row));
  }
  return page;
}

Result<std::vector<Json>> every_row(Database& database, const List& list, const std::string& id) {
  RUNSEAL_TRY(const auto texts,
              database.texts("SELECT body FROM " + list.rows + " WHERE capture_id = :1 ORDER BY number", {id}));
  std::vector<Json> rows;
  for (const auto& text : texts) {
    RUNSEAL_TRY(rows.emplace_back(), base::parse_json(text));
  }
  return rows;
}

std::string words_in(const Json& row) {
  std::string words;
  const auto add = [&](const Json& value) {
    if (value.is_string()) words += value.get_ref<const std::string&>() + "\n";
  };
  for (const auto& value : row) {
    add(value);
    if (value.is_array()) std::ranges::for_each(value, add);
  }
  return base::fold_case(words);
}

Json value_of(const Column& column, const Json& row) {
  const auto at = [&](const char* field) { return row.value(Json::json_pointer(field), Json()); };
  if (column.fields.size() > 1) {
    std::uint64_t sum = 0;
    for (const auto* field : column.fields) sum += at(field).is_number() ? at(field).get<std::uint64_t>() : 0;
    return sum;
  }
  auto value = at(column.fields.front());
  return value.is_null() ? Json("") : std::move(value);
}

// "INSERT INTO table (capture_id, number, …) SELECT :1, json_extract(value, '$[0]'), …": out of one JSON text, in
// order.
std::string insertion(const std::string& table, const std::vector<std::string>& columns) {
  std::string into = "capture_id";
  std::string from = ":1";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    into += ", \"" + columns[i] + '"';
    from += fmt::format(", json_extract(value, '$[{}]')", i);
  }
  return "INSERT INTO " + table + " (" + into + ") SELECT " + from + " FROM json_each(:2)";
}

// Some hundred rows at a time as one JSON text: a statement for each would take its time while others wait.
Result<> save_rows(Database& database, const List& list, const std::string& id, const std::vector<Json>& all) {
  std::vector<std::string> names{"number", "words"};
  for (const auto& column : list.all) names.push_back(column.name);
  for (std::size_t at = 0; at < all.size(); at += rows_at_once) {
    Json bodies = Json::array();
    Json columns = Json::array();
    for (auto i = at; i < std::min(at + rows_at_once, all.size()); ++i) {
      bodies.push_back({i, text(all[i])});
      Json values{i, words_in(all[i])};
      for (const auto& column : list.all) values.push_back(value_of(column, all[i]));
      columns.push_back(std::move(values));
    }
    RUNSEAL_CHECK(database.execute(insertion(list.rows, {"number", "body"}), {id, text(bodies)}));
    RUNSEAL_CHECK(database.execute(insertion(list.columns, names), {id, text(columns)}));
  }
  return {};
}

}  // namespace

Result<> save_capture(Database& database, const CaptureRecord& record, const std::vector<Json>& flows,
                      const std::vector<Json>& files, const std::string& entry_id) {
  RUNSEAL_CHECK(database.execute(
      "INSERT INTO capture (id, at, words, body, entry_id) VALUES (:1, :2, :3, :4, :5)",
      {record.id, record.at, base::fold_case(record.file_name + "\n" + record.by), text(record), entry_id}));
  RUNSEAL_CHECK(save_rows(database, of_flows, record.id, flows));
  return save_rows(database, of_files, record.id, files);
}

Result<std::optional<Kept<CaptureRecord>>> find_capture(Database& database, const std::string& id) {
  return one<CaptureRecord>(database, "capture", "WHERE t.id = :1", id);
}

Result<Page<Kept<CaptureRecord>>> list_captures(Database& database, const ListQuery& query) {
  RUNSEAL_TRY(const auto ordered, order(of_captures, query, "t.id"));
  Filter filter;
  filter.search("t.words", query.search);
  Page<Kept<CaptureRecord>> page;
  RUNSEAL_TRY(page.total, count(database, "capture t", filter));
  RUNSEAL_TRY(page.items, many<CaptureRecord>(database, "capture", filter.sql + ordered, filter.values));
  return page;
}

Result<std::vector<std::string>> capture_ids(Database& database) {
  return database.texts("SELECT id FROM capture ORDER BY id");
}

Result<> forget_capture(Database& database, const std::string& id) {
  for (const auto* list : {&of_flows, &of_files})
    for (const auto& table : {list->rows, list->columns})
      RUNSEAL_CHECK(database.execute("DELETE FROM " + table + " WHERE capture_id = :1", {id}));
  return database.execute("DELETE FROM capture WHERE id = :1", {id});
}

Result<Page<Json>> captured_flows(Database& database, const std::string& id, const ListQuery& query,
                                  const Where& where) {
  return rows_of(database, of_flows, id, query, where);
}

Result<Page<Json>> captured_files(Database& database, const std::string& id, const ListQuery& query,
                                  const Where& where) {
  return rows_of(database, of_files, id, query, where);
}

Result<std::vector<Json>> every_captured_flow(Database& database, const std::string& id) {
  return every_row(database, of_flows, id);
}

Result<std::vector<Json>> every_captured_file(Database& database, const std::string& id) {
  return every_row(database, of_files, id);
}

}  // namespace runseal::store
