// Pages of long lists, straight from columns that are kept for them (migration 4): nothing here reads every record.
// Every function may fail with io or corrupt.
#pragma once

#include <cstdint>

#include "store/records.h"

namespace runseal::store {

struct ListQuery {
  std::string search;  // parts of words, without case
  std::string sort;    // a column of the list; empty: its usual order
  bool descending = false;
  std::uint64_t offset = 0;
  std::uint64_t limit = 50;
};

template <class T>
struct Page {
  std::vector<T> items;
  std::uint64_t total = 0;  // that fit the search
};

// A connection that somebody declared or that was measured, as it was measured last.
struct ConnectionRow {
  std::string endpoint;
  std::string host;
  std::string protocol;
  std::uint64_t devices = 0;  // that declare it
  std::string measurement_id;
  std::string at;  // empty: never measured
  bool complete = false;
  model::Protection integrity = model::Protection::unknown;
  model::Protection confidentiality = model::Protection::unknown;
  model::Protection peer_authenticity = model::Protection::unknown;
  model::Severity worst = model::Severity::info;  // of the findings that nobody accepted
  std::uint64_t findings = 0;
  std::optional<std::uint64_t> evidence;

  [[nodiscard]] bool secure() const;
};

// One measurement among those of a connection.
struct GradeRow {
  std::string id;
  std::string at;
  std::string method;
  bool complete = false;
  model::Protection integrity = model::Protection::unknown;
  model::Protection confidentiality = model::Protection::unknown;
  model::Protection peer_authenticity = model::Protection::unknown;
  std::uint64_t findings = 0;
  std::optional<model::Trend> trend;  // nothing: not known, as of those recorded before this was kept
  std::optional<std::uint64_t> evidence;
};

// The names that `sort` may have. Errors of the lists also: usage (another one).
[[nodiscard]] std::vector<std::string> device_sorts();
[[nodiscard]] std::vector<std::string> connection_sorts();

Result<Page<Kept<model::Device>>> list_devices(Database&, const ListQuery&);
// `state`: "", "unmeasured", "protected", "unprotected" (measured, and not protected on all axes).
Result<Page<ConnectionRow>> list_connections(Database&, const ListQuery&, const std::string& state = {});
Result<Page<GradeRow>> history_of(Database&, const std::string& endpoint, const ListQuery&);  // the last recorded first
Result<Page<Kept<model::Reply>>> list_replies(Database&, const ListQuery&);  // the same; without the annex

Result<std::map<std::string, ConnectionRow>> connections_named(Database&, const std::vector<std::string>& endpoints);
Result<std::vector<std::string>> devices_connected_to(Database&, const std::string& endpoint,
                                                      std::size_t most = SIZE_MAX / 2);                  // ids
Result<std::vector<Kept<model::Device>>> devices_named(Database&, const std::vector<std::string>& ids);  // by id
// Those whose record was made or replaced after that entry (0: all; see last_sequence()), with what is compared with a
// notice and nothing else: id, name, numbers, role.
Result<std::vector<model::Device>> devices_to_compare(Database&, std::uint64_t after);
Result<std::uint64_t> last_sequence(Database&);  // of the evidence entries, placed or not; 0: there is none

struct ConnectionCounts {
  std::uint64_t all = 0;
  std::uint64_t unmeasured = 0;
  std::uint64_t stale = 0;  // measured before `valid_from`
  std::uint64_t unprotected = 0;
};
Result<ConnectionCounts> count_connections(Database&, const std::string& valid_from);
Result<std::uint64_t> count_devices(Database&);
Result<std::vector<std::string>> device_ids(Database&, const std::string& search = {});  // sorted
Result<std::uint64_t> count_replies(Database&, const std::string& notice_id);

// What people corrected in a notice when it was taken in last: [{"field", "value", "read", "by", "at"}].
Result<> save_corrections(Database&, const std::string& notice_id, const Json& corrections,
                          const std::string& entry_id);
Result<Json> corrections_of(Database&, const std::string& notice_id);

// For records.cc and the migration alone: brings the columns up to date with a record.
Result<> list_device(Database&, const model::Device&);
Result<> list_measurement(Database&, const Measurement&, const std::string& entry_id,
                          std::optional<model::Trend> trend);
Result<> fill_lists(Database&);

}  // namespace runseal::store
