// The site's records in SQLite, through SOCI. One connection, used by one thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/result.h"

namespace soci {
class session;
}

namespace runseal::store {

class Database {
 public:
  // Opens or makes the file and brings it to this version's form (numbered migrations, each in a transaction).
  // WAL, foreign keys on, synchronous=FULL. Errors: io, corrupt; conflict when a newer runseal made the file.
  [[nodiscard]] static Result<Database> open(const base::Path& file);
  // The same for a reader beside a writer: nothing is made or migrated. Errors also: not_found; conflict when a writer
  // has to bring the file to this version's form first.
  [[nodiscard]] static Result<Database> open_existing(const base::Path& file);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  // Runs `steps` in one transaction: all of it happens, or nothing. No nesting.
  Result<> transaction(const std::function<Result<>()>& steps);

  // One statement; the texts are bound to :1, :2, … in the order in which the SQL names them first, nothing is pasted
  // into the SQL.
  Result<> execute(const std::string& sql, const std::vector<std::string>& values = {});
  // Every row's first column / the first row's.
  Result<std::vector<std::string>> texts(const std::string& sql, const std::vector<std::string>& values = {});
  Result<std::optional<std::string>> text(const std::string& sql, const std::vector<std::string>& values = {});

  [[nodiscard]] Result<int> version();

 private:
  explicit Database(std::unique_ptr<soci::session> session);
  [[nodiscard]] static Result<Database> connect(const base::Path& file);
  Result<> migrate();

  std::unique_ptr<soci::session> session_;
};

}  // namespace runseal::store
