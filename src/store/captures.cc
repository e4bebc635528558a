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

// The name that is asked for, and what it sorts by.
using Sorts = std::vector<std::pair<std::string, std::string>>;

const Sorts of_captures = {{"at", "t.at"},
                           {"file_name", "json_extract(t.body, '$.file_name')"},
                           {"by", "json_extract(t.body, '$.by')"},
                           {"packets", "json_extract(t.body, '$.packets')"},
                           {"conversations", "json_extract(t.body, '$.conversations')"},
                           {"exposed_files", "json_extract(t.body, '$.exposed_files')"},
                           {"exposed_bytes", "json_extract(t.body, '$.exposed_bytes')"},
                           {"signs", "json_extract(t.body, '$.signs')"}};
const Sorts of_flows = {{"", "number"},
                        {"client", "json_extract(body, '$.client')"},
                        {"server", "json_extract(body, '$.server')"},
                        {"device", "json_extract(body, '$.device')"},
                        {"port", "json_extract(body, '$.port')"},
                        {"protocol", "json_extract(body, '$.protocol')"},
                        {"flows", "json_extract(body, '$.flows')"},
                        {"from", "json_extract(body, '$.seen.from')"},
                        {"integrity", "json_extract(body, '$.integrity.grade')"},
                        {"confidentiality", "json_extract(body, '$.confidentiality.grade')"},
                        {"peer_authenticity", "json_extract(body, '$.peer_authenticity.grade')"},
                        {"bytes", "json_extract(body, '$.bytes_to_server') + json_extract(body, '$.bytes_to_client')"}};
const Sorts of_files = {{"", "number"},
                        {"path", "json_extract(body, '$.path')"},
                        {"place", "json_extract(body, '$.place')"},
                        {"client", "json_extract(body, '$.client')"},
                        {"server", "json_extract(body, '$.server')"},
                        {"device", "json_extract(body, '$.device')"},
                        {"bytes_read", "json_extract(body, '$.bytes_read')"},
                        {"bytes_written", "json_extract(body, '$.bytes_written')"},
                        {"from", "json_extract(body, '$.seen.from')"},
                        {"reason", "json_extract(body, '$.reason')"}};

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

Result<Page<Json>> rows_of(Database& database, const std::string& table, const std::string& id, const Sorts& sorts,
                           const ListQuery& query, const Where& where) {
  RUNSEAL_TRY(const auto ordered, order(sorts, query, "number"));
  Filter filter;
  filter.add("capture_id = ?", {id});
  filter.search("words", query.search);
  for (const auto& [member, value] : where) filter.add("json_extract(body, ?) = ?", {"$." + member, value});
  Page<Json> page;
  RUNSEAL_TRY(page.total, count(database, table, filter));
  RUNSEAL_TRY(const auto texts, database.texts("SELECT body FROM " + table + filter.sql + ordered, filter.values));
  for (const auto& text : texts) {
    RUNSEAL_TRY(auto row, base::parse_json(text));
    page.items.push_back(std::move(row));
  }
  return page;
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

// Some hundred rows at a time as one JSON text: a statement for each would take its time while others wait.
Result<> save_rows(Database& database, const std::string& table, const std::string& id, const std::vector<Json>& all) {
  for (std::size_t at = 0; at < all.size(); at += rows_at_once) {
    Json some = Json::array();
    for (auto i = at; i < std::min(at + rows_at_once, all.size()); ++i)
      some.push_back({i, words_in(all[i]), text(all[i])});
    RUNSEAL_CHECK(database.execute("INSERT INTO " + table +
                                       " (capture_id, number, words, body) SELECT :1, json_extract(value, '$[0]'), "
                                       "json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(:2)",
                                   {id, text(some)}));
  }
  return {};
}

}  // namespace

Result<> save_capture(Database& database, const CaptureRecord& record, const std::vector<Json>& flows,
                      const std::vector<Json>& files, const std::string& entry_id) {
  RUNSEAL_CHECK(database.execute(
      "INSERT INTO capture (id, at, words, body, entry_id) VALUES (:1, :2, :3, :4, :5)",
      {record.id, record.at, base::fold_case(record.file_name + "\n" + record.by), text(record), entry_id}));
  RUNSEAL_CHECK(save_rows(database, "captured_flow", record.id, flows));
  return save_rows(database, "captured_file", record.id, files);
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
  RUNSEAL_CHECK(database.execute("DELETE FROM captured_flow WHERE capture_id = :1", {id}));
  RUNSEAL_CHECK(database.execute("DELETE FROM captured_file WHERE capture_id = :1", {id}));
  return database.execute("DELETE FROM capture WHERE id = :1", {id});
}

Result<Page<Json>> captured_flows(Database& database, const std::string& id, const ListQuery& query,
                                  const Where& where) {
  return rows_of(database, "captured_flow", id, of_flows, query, where);
}

Result<Page<Json>> captured_files(Database& database, const std::string& id, const ListQuery& query,
                                  const Where& where) {
  return rows_of(database, "captured_file", id, of_files, query, where);
}

}  // namespace runseal::store
