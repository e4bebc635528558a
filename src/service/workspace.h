// One site's data directory: records, evidence log, keys, attached files; one writer at a time.
//
//   runseal.toml  runseal.db  lock  keys/evidence.pem  keys/evidence.vkey  evidence/  attachments/  replies/
//   keys/node.pem  keys/node.pub  seals/  identities/
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/files.h"
#include "base/lock.h"
#include "base/time.h"
#include "evidence/log.h"
#include "model/case.h"
#include "store/database.h"

namespace runseal::service {

enum class Access { read, write };

// On whose behalf changes are made: every evidence entry says it.
struct Actor {
  std::string user;  // an account of the console, or of the operating system
  std::string via;   // "console", "token NAME", "schedule NAME"; empty: the command line
  std::string why;   // in their words; may be empty
};

// A change to the records and the evidence entry that tells of it: both happen or neither.
struct Change {
  std::string kind;     // "observation", "action", …: docs/formats/evidence.md lists them
  std::string subject;  // what it is about: a notice's id, a device's id, an endpoint
  Json data;            // no secrets
  std::function<Result<>(store::Database&, const std::string& entry_id)> save;  // may be empty
  Json before = nullptr;  // what the records said until now, where something is replaced; no secrets
};

class Workspace {
 public:
  // write: makes the directory (0700) when it is not there, takes the lock, finishes what a killed process began.
  // Errors: conflict (another writer), not_found (read, and there is nothing), corrupt, io.
  [[nodiscard]] static Result<Workspace> open(const base::Path& folder, Access access,
                                              const base::Clock& clock = base::system_clock());

  // From now on. Without it: the user of the operating system who runs this process.
  void act_as(Actor actor) { actor_ = std::move(actor); }
  [[nodiscard]] const Actor& actor() const { return actor_; }

  // Durable when it returns; the positions in the evidence log, in the order of the changes.
  Result<std::vector<std::uint64_t>> record(const std::vector<Change>& changes);
  Result<std::uint64_t> record(const Change& change);

  // Keeps a copy of a file under its SHA-256.
  Result<model::Attachment> attach(const std::string& file_name, ByteView content);

  [[nodiscard]] store::Database& database() { return database_; }
  [[nodiscard]] const base::Config& config() const { return config_; }
  [[nodiscard]] base::Files& files() const { return *files_; }
  [[nodiscard]] const base::Path& folder() const { return folder_; }
  [[nodiscard]] base::Path evidence_folder() const { return folder_ / "evidence"; }
  [[nodiscard]] const evidence::Verifier& verifier() const { return verifier_; }
  [[nodiscard]] Result<evidence::Checkpoint> checkpoint() const;
  [[nodiscard]] bool writable() const { return log_.has_value(); }
  [[nodiscard]] Instant now() const { return clock_->now(); }
  [[nodiscard]] const base::Clock& clock() const { return *clock_; }

 private:
  Workspace(base::Path folder, store::Database database, base::Config config, const base::Clock& clock);

  Result<> open_for_writing();
  Result<> finish_pending();

  base::Path folder_;
  base::Files* files_;
  const base::Clock* clock_;
  base::Config config_;
  Actor actor_;
  store::Database database_;
  evidence::Verifier verifier_;
  std::optional<base::FileLock> lock_;
  std::optional<evidence::Log> log_;
};

}  // namespace runseal::service
