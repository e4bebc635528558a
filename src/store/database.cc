#include "store/database.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <charconv>

#include "base/text.h"
#include "store/lists.h"
#include "store/migrations.h"

namespace runseal::store {
namespace {

constexpr int lists_migration = 4;

// SOCI throws; this room's door is where that ends.
template <class F>
auto guarded(F work) -> decltype(work()) {
  try {
    return work();
  } catch (const soci::soci_error& error) {
    const bool damaged = std::string(error.what()).find("malformed") != std::string::npos ||
                         std::string(error.what()).find("not a database") != std::string::npos;
    return fail(
        damaged ? ErrorCode::corrupt : ErrorCode::io, error.what(), "runseal.db",
        damaged ? "restore the data directory from a backup; `runseal evidence verify` shows what the log still proves"
                : "");
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, error.what(), "runseal.db");
  }
}

}  // namespace

Database::Database(std::unique_ptr<soci::session> session) : session_(std::move(session)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::connect(const base::Path& file) {
  auto opened = guarded([&]() -> Result<Database> {
    return Database(std::make_unique<soci::session>(soci::sqlite3, "dbname=\"" + file.string() + "\" timeout=10"));
  });
  if (!opened) return opened;
  // not in the connection's options: SOCI would lose the connection when the file turns out not to be a database
  RUNSEAL_CHECK(opened->execute("PRAGMA synchronous = FULL"));
  RUNSEAL_CHECK(opened->execute("PRAGMA foreign_keys = ON"));
  return opened;
}

Result<Database> Database::open(const base::Path& file) {
  RUNSEAL_TRY(auto opened, connect(file));
  RUNSEAL_CHECK(opened.text("PRAGMA journal_mode = WAL"));
  RUNSEAL_CHECK(opened.migrate());
  return opened;
}

Result<Database> Database::open_existing(const base::Path& file) {
  RUNSEAL_TRY(const bool there, base::real_files().exists(file));
  if (!there)
    return fail(ErrorCode::not_found, "the records are missing", file.string(),
                "restore the data directory from a backup");
  RUNSEAL_TRY(auto opened, connect(file));
  RUNSEAL_TRY(const int version, opened.version());
  if (version != static_cast<int>(migrations().size()))
    return fail(ErrorCode::conflict, "the records are in the form of another version of runseal", file.string(),
                "run a command of this version that writes, such as `runseal device add`, once");
  return opened;
}

Result<int> Database::version() {
  RUNSEAL_TRY(const auto version, text("PRAGMA user_version"));
  int number = 0;
  if (version) std::from_chars(version->data(), version->data() + version->size(), number);
  return number;
}

Result<> Database::migrate() {
  RUNSEAL_TRY(const int from, version());
  const auto all = migrations();
  const int newest = static_cast<int>(all.size());
  if (from > newest)
    return fail(ErrorCode::conflict, "a newer version of runseal made this data directory", "runseal.db",
                "use that version, or restore a backup that this one made");
  for (int number = from + 1; number <= newest; ++number) {
    RUNSEAL_CHECK(transaction([&]() -> Result<> {
      for (const auto& statement : base::split(all[static_cast<std::size_t>(number - 1)], ';'))
        RUNSEAL_CHECK(execute(statement));
      if (number == lists_migration) RUNSEAL_CHECK(fill_lists(*this));
      return execute("PRAGMA user_version = " + std::to_string(number));
    }));
  }
  return {};
}

Result<> Database::transaction(const std::function<Result<>()>& steps) {
  return guarded([&]() -> Result<> {
    soci::transaction transaction(*session_);
    RUNSEAL_CHECK(steps());  // rolled back by the destructor
    transaction.commit();
    return {};
  });
}

Result<> Database::execute(const std::string& sql, const std::vector<std::string>& values) {
  return guarded([&]() -> Result<> {
    soci::statement statement(*session_);
    for (const auto& value : values) statement.exchange(soci::use(value));
    statement.alloc();
    statement.prepare(sql);
    statement.define_and_bind();
    statement.execute(true);
    return {};
  });
}

Result<std::vector<std::string>> Database::texts(const std::string& sql, const std::vector<std::string>& values) {
  return guarded([&]() -> Result<std::vector<std::string>> {
    std::vector<std::string> out;
    std::string row;
    soci::indicator there = soci::i_null;
    soci::statement statement(*session_);
    for (const auto& value : values) statement.exchange(soci::use(value));
    statement.exchange(soci::into(row, there));
    statement.alloc();
    statement.prepare(sql);
    statement.define_and_bind();
    statement.execute();
    while (statement.fetch()) out.push_back(there == soci::i_ok ? row : std::string());
    return out;
  });
}

Result<std::optional<std::string>> Database::text(const std::string& sql, const std::vector<std::string>& values) {
  RUNSEAL_TRY(auto rows, texts(sql, values));
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace runseal::store
