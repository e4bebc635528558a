#include "store/snapshot.h"

#include <sqlite3.h>

namespace runseal::store {

struct Snapshot::Connection {
  sqlite3* handle = nullptr;

  Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { sqlite3_close(handle); }

  Result<> open(const base::Path& file, int flags) {
    if (sqlite3_open_v2(file.c_str(), &handle, flags, nullptr) != SQLITE_OK) return problem(file);
    sqlite3_busy_timeout(handle, 10'000);
    return {};
  }
  Result<> run(const char* sql, const base::Path& file) {
    return sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Result<>{} : problem(file);
  }
  [[nodiscard]] std::unexpected<Error> problem(const base::Path& file) const {
    const int code = sqlite3_errcode(handle);
    const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    return fail(damaged ? ErrorCode::corrupt : ErrorCode::io, sqlite3_errmsg(handle), file.string());
  }
};

Snapshot::Snapshot(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

// A transaction that has read sees the same until it ends, whatever others write (WAL).
Result<Snapshot> Snapshot::take(const base::Path& file) {
  auto connection = std::make_unique<Connection>();
  RUNSEAL_CHECK(connection->open(file, SQLITE_OPEN_READWRITE));  // to read beside a writer, its index is written
  RUNSEAL_CHECK(connection->run("BEGIN; SELECT COUNT(*) FROM sqlite_schema", file));
  return Snapshot(std::move(connection));
}

Result<> Snapshot::copy_to(const base::Path& file) {
  auto& files = base::real_files();
  RUNSEAL_CHECK(files.create(file, {}, 0600));
  Connection copy;
  RUNSEAL_CHECK(copy.open(file, SQLITE_OPEN_READWRITE));
  // what of it cannot be used is thrown away whole, so no journal is needed; all is synced at the end
  RUNSEAL_CHECK(copy.run("PRAGMA synchronous = FULL", file));
  auto* backup = sqlite3_backup_init(copy.handle, "main", connection_->handle, "main");
  if (backup == nullptr) return copy.problem(file);
  const int done = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (done != SQLITE_DONE) return copy.problem(file);
  // one file, without a log beside it
  return copy.run("PRAGMA journal_mode = DELETE", file);
}

}  // namespace runseal::store
