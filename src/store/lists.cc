#include "store/lists.h"

#include <utility>

#include "base/text.h"
#include "store/rows.h"

namespace runseal::store {
namespace {

using model::Protection;

struct Sort {
  std::string name;     // as asked for
  std::string columns;  // with DESC after each that it goes behind
};

std::vector<std::string> names_of(const std::vector<Sort>& sorts) {
  std::vector<std::string> names;
  for (const auto& sort : sorts) names.push_back(sort.name);
  return names;
}

const std::vector<Sort> of_devices = {{"id", "i.id"},
                                      {"name", "i.name, i.id"},
                                      {"site", "i.site, i.id"},
                                      {"role", "i.role, i.id"},
                                      {"catalogue_number", "i.catalogue_number, i.id"},
                                      {"serial", "i.serial, i.id"},
                                      {"operating_system", "i.operating_system, i.id"},
                                      {"connections", "i.connections, i.id"}};
const std::vector<Sort> of_connections = {{"endpoint", "c.endpoint"},
                                          {"at", "c.at, c.endpoint"},
                                          {"worst", "c.worst, c.endpoint"},
                                          {"integrity", "c.integrity, c.confidentiality, c.peer_authenticity, c.at"},
                                          {"confidentiality", "c.confidentiality, c.endpoint"},
                                          {"peer_authenticity", "c.peer_authenticity, c.endpoint"},
                                          {"protocol", "c.protocol, c.endpoint"},
                                          {"findings", "c.findings, c.endpoint"},
                                          {"devices", "c.devices, c.endpoint"}};

// " ORDER BY … LIMIT … OFFSET …": of the table of sorts, nothing of what was asked for itself.
Result<std::string> order(const std::vector<Sort>& sorts, const ListQuery& query) {
  const auto found = query.sort.empty() ? sorts.begin() : std::ranges::find(sorts, query.sort, &Sort::name);
  if (found == sorts.end())
    return fail(ErrorCode::usage, "this list is not sorted by \"" + base::printable(query.sort, 40) + "\"", {},
                "one of: " + base::join(names_of(sorts), ", "));
  auto columns = found->columns;
  if (query.descending) columns = base::replaced(columns, ",", " DESC,") + " DESC";
  return fmt::format(" ORDER BY {} LIMIT {} OFFSET {}", columns, query.limit, query.offset);
}

// Every word of the search is somewhere in `column`; the words are bound from :1 on.
struct Filter {
  std::string where;
  std::vector<std::string> values;
};
Filter filter_of(const std::string& search, const std::string& column) {
  Filter filter;
  for (const auto& word : base::split(base::fold_case(search), ' ')) {
    if (word.empty()) continue;
    filter.values.push_back(word);
    filter.where +=
        fmt::format("{} instr({}, :{}) > 0", filter.where.empty() ? " WHERE" : " AND", column, filter.values.size());
  }
  return filter;
}

Result<std::uint64_t> count(Database& database, const std::string& sql, const std::vector<std::string>& values = {}) {
  RUNSEAL_TRY(const auto text, database.text("SELECT COUNT(*) FROM " + sql, values));
  return text ? std::stoull(*text) : 0;
}

// A row that SQLite made with json_array().
Result<Json> row_of(const std::string& text) { return base::parse_json(text); }

Protection protection(const Json& number) { return static_cast<Protection>(std::clamp(number.get<int>(), 0, 3)); }
model::Severity severity(const Json& number) {
  return static_cast<model::Severity>(std::clamp(number.get<int>(), 0, 4));
}
std::optional<std::uint64_t> position(const Json& number) {
  return number.is_null() ? std::nullopt : std::optional(number.get<std::uint64_t>());
}

// a part of it names the columns that connection_of() reads
constexpr const char* connection_row =
    "SELECT json_array(c.endpoint, c.host, c.protocol, c.devices, COALESCE(c.measurement_id, ''), c.at, c.complete, "
    "c.integrity, c.confidentiality, c.peer_authenticity, c.worst, c.findings, (SELECT e.position FROM measurement m "
    "JOIN evidence e ON e.entry_id = m.entry_id WHERE m.id = c.measurement_id)) FROM connection c";

Result<ConnectionRow> connection_of(const std::string& text) {
  RUNSEAL_TRY(const auto row, row_of(text));
  return ConnectionRow{row[0],
                       row[1],
                       row[2],
                       row[3],
                       row[4],
                       row[5],
                       row[6].get<int>() != 0,
                       protection(row[7]),
                       protection(row[8]),
                       protection(row[9]),
                       severity(row[10]),
                       row[11],
                       position(row[12])};
}

Result<GradeRow> grade_of(const std::string& text) {
  RUNSEAL_TRY(const auto row, row_of(text));
  return GradeRow{row[0],
                  row[1],
                  row[2],
                  row[3].get<int>() != 0,
                  protection(row[4]),
                  protection(row[5]),
                  protection(row[6]),
                  row[7],
                  base::named<model::Trend>(row[8].get<std::string>()),
                  position(row[9])};
}

std::string text_in(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string(); }

Result<model::Device> compared_of(const std::string& text) {
  RUNSEAL_TRY(const auto row, row_of(text));
  model::Device device;
  device.id = text_in(row[0]);
  device.name = text_in(row[1]);
  device.udi_di = text_in(row[2]);
  device.catalogue_number = text_in(row[3]);
  device.role = base::named<model::Role>(text_in(row[4])).value_or(model::Role::other);
  return device;
}

template <class T>
Result<std::vector<T>> each(const std::vector<std::string>& rows, Result<T> (*read)(const std::string&)) {
  std::vector<T> out;
  for (const auto& row : rows) {
    RUNSEAL_TRY(auto one, read(row));
    out.push_back(std::move(one));
  }
  return out;
}

std::string as_list(const std::vector<std::string>& texts) { return rows::text(texts); }

}  // namespace

bool ConnectionRow::secure() const {
  return integrity == Protection::protected_ && confidentiality == Protection::protected_ &&
         peer_authenticity == Protection::protected_;
}

std::vector<std::string> device_sorts() { return names_of(of_devices); }
std::vector<std::string> connection_sorts() { return names_of(of_connections); }

Result<Page<Kept<model::Device>>> list_devices(Database& database, const ListQuery& query) {
  const auto filter = filter_of(query.search, "i.words");
  RUNSEAL_TRY(const auto ordered, order(of_devices, query));
  // what is searched is read from front to end and then sorted: in the order of an index it would be read here and
  // there
  const std::string from = filter.where.empty() ? "inventory i" : "inventory i NOT INDEXED";
  RUNSEAL_TRY(const auto total, count(database, from + filter.where, filter.values));
  RUNSEAL_TRY(const auto ids, database.texts("SELECT i.id FROM " + from + filter.where + ordered, filter.values));
  Page<Kept<model::Device>> page{{}, total};
  for (const auto& id : ids) {
    RUNSEAL_TRY(auto device, find_device(database, id));
    if (device) page.items.push_back(std::move(*device));
  }
  return page;
}

Result<Page<ConnectionRow>> list_connections(Database& database, const ListQuery& query, const std::string& state) {
  static const std::map<std::string, std::string> states = {
      {"", ""},
      {"unmeasured", "c.at = ''"},
      {"protected", "c.integrity = 3 AND c.confidentiality = 3 AND c.peer_authenticity = 3"},
      {"unprotected", "c.at <> '' AND NOT (c.integrity = 3 AND c.confidentiality = 3 AND c.peer_authenticity = 3)"}};
  const auto wanted = states.find(state);
  if (wanted == states.end())
    return fail(ErrorCode::usage, "no connection has the state \"" + base::printable(state, 40) + "\"", {},
                "one of: unmeasured, protected, unprotected");
  auto filter = filter_of(query.search, "c.words");
  const std::string from = filter.where.empty() ? "connection c" : "connection c NOT INDEXED";
  if (!wanted->second.empty()) filter.where += (filter.where.empty() ? " WHERE " : " AND ") + wanted->second;
  RUNSEAL_TRY(const auto ordered, order(of_connections, query));
  RUNSEAL_TRY(const auto total, count(database, from + filter.where, filter.values));
  RUNSEAL_TRY(const auto names,
              database.texts("SELECT c.endpoint FROM " + from + filter.where + ordered, filter.values));
  RUNSEAL_TRY(auto rows, connections_named(database, names));  // what is sorted is narrow
  Page<ConnectionRow> page{{}, total};
  for (const auto& name : names)
    if (auto row = rows.find(name); row != rows.end()) page.items.push_back(std::move(row->second));
  return page;
}

Result<Page<GradeRow>> history_of(Database& database, const std::string& endpoint, const ListQuery& query) {
  RUNSEAL_TRY(const auto total, count(database, "grade WHERE endpoint = :1", {endpoint}));
  RUNSEAL_TRY(
      const auto texts,
      database.texts(
          fmt::format(
              "SELECT json_array(g.measurement_id, g.at, g.method, g.complete, g.integrity, g.confidentiality, "
              "g.peer_authenticity, g.findings, g.trend, e.position) FROM grade g JOIN evidence e ON e.sequence "
              "= g.sequence WHERE g.endpoint = :1 ORDER BY g.sequence DESC LIMIT {} OFFSET {}",
              query.limit, query.offset),
          {endpoint}));
  RUNSEAL_TRY(auto items, each<GradeRow>(texts, grade_of));
  return Page<GradeRow>{std::move(items), total};
}

Result<Page<Kept<model::Reply>>> list_replies(Database& database, const ListQuery& query) {
  RUNSEAL_TRY(const auto total, count(database, "reply"));
  RUNSEAL_TRY(const auto texts,
              database.texts(fmt::format(
                  "SELECT json_object('body', json(json_remove(t.body, '$.devices', '$.near_misses')), 'position', "
                  "e.position) FROM reply t JOIN evidence e ON e.entry_id = t.entry_id ORDER BY t.rowid DESC "
                  "LIMIT {} OFFSET {}",
                  query.limit, query.offset)));
  RUNSEAL_TRY(auto items, each<Kept<model::Reply>>(texts, rows::kept<model::Reply>));
  return Page<Kept<model::Reply>>{std::move(items), total};
}

Result<std::map<std::string, ConnectionRow>> connections_named(Database& database,
                                                               const std::vector<std::string>& endpoints) {
  RUNSEAL_TRY(const auto texts,
              database.texts(std::string(connection_row) + " WHERE c.endpoint IN (SELECT value FROM json_each(:1))",
                             {as_list(endpoints)}));
  RUNSEAL_TRY(auto items, each<ConnectionRow>(texts, connection_of));
  std::map<std::string, ConnectionRow> out;
  for (auto& item : items) {
    auto endpoint = item.endpoint;
    out.emplace(std::move(endpoint), std::move(item));
  }
  return out;
}

Result<std::vector<std::string>> devices_connected_to(Database& database, const std::string& endpoint,
                                                      std::size_t most) {
  return database.texts(
      fmt::format("SELECT device_id FROM device_connection WHERE endpoint = :1 ORDER BY device_id LIMIT {}", most),
      {endpoint});
}

// no evidence position: it would be looked up for each of thousands
Result<std::vector<Kept<model::Device>>> devices_named(Database& database, const std::vector<std::string>& ids) {
  RUNSEAL_TRY(const auto texts, database.texts("SELECT '{\"body\":' || t.body || ',\"position\":null}' FROM device t "
                                               "WHERE t.id IN (SELECT value FROM json_each(:1)) ORDER BY t.id",
                                               {as_list(ids)}));
  return each<Kept<model::Device>>(texts, rows::kept<model::Device>);
}

Result<std::vector<model::Device>> devices_to_compare(Database& database, std::uint64_t after) {
  // CROSS JOIN: from the few entries to their devices, not the other way round
  const auto from = after == 0 ? std::string("device t")
                               : fmt::format(
                                     "evidence e CROSS JOIN device t ON t.entry_id = e.entry_id WHERE "
                                     "e.sequence > {}",
                                     after);
  RUNSEAL_TRY(const auto texts,
              database.texts("SELECT json_extract(t.body, '$.id', '$.name', '$.udi_di', '$.catalogue_number', "
                             "'$.role') FROM " +
                             from));
  return each<model::Device>(texts, compared_of);
}

Result<std::uint64_t> last_sequence(Database& database) {
  RUNSEAL_TRY(const auto text, database.text("SELECT COALESCE(MAX(sequence), 0) FROM evidence"));
  return text ? std::stoull(*text) : 0;
}

Result<ConnectionCounts> count_connections(Database& database, const std::string& valid_from) {
  const std::string secure = "integrity = 3 AND confidentiality = 3 AND peer_authenticity = 3";
  ConnectionCounts counts;
  RUNSEAL_TRY(counts.all, count(database, "connection"));
  RUNSEAL_TRY(counts.unmeasured, count(database, "connection WHERE at = ''"));
  RUNSEAL_TRY(counts.stale, count(database, "connection WHERE at <> '' AND at < :1", {valid_from}));
  RUNSEAL_TRY(const auto protected_ones, count(database, "connection WHERE " + secure + " AND at <> ''"));
  counts.unprotected = counts.all - counts.unmeasured - protected_ones;
  return counts;
}

Result<std::uint64_t> count_devices(Database& database) { return count(database, "inventory"); }

Result<std::vector<std::string>> device_ids(Database& database, const std::string& search) {
  const auto filter = filter_of(search, "i.words");
  return database.texts("SELECT i.id FROM inventory i" + filter.where + " ORDER BY i.id", filter.values);
}

Result<std::uint64_t> count_replies(Database& database, const std::string& notice_id) {
  return count(database, "reply WHERE notice_id = :1", {notice_id});
}

Result<> save_corrections(Database& database, const std::string& notice_id, const Json& corrections,
                          const std::string& entry_id) {
  return rows::put(database, "notice_correction", "notice_id", notice_id, corrections, entry_id);
}

Result<Json> corrections_of(Database& database, const std::string& notice_id) {
  RUNSEAL_TRY(const auto body, database.text("SELECT body FROM notice_correction WHERE notice_id = :1", {notice_id}));
  return body ? base::parse_json(*body) : Result<Json>(Json::array());
}

}  // namespace runseal::store
