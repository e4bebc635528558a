#include "service/workspace.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"
#include "service/settings.h"
#include "store/outbox.h"

namespace runseal::service {
namespace {

constexpr std::size_t max_key_file = 16U << 10U;
constexpr const char* not_there_next =
    "run a command that writes first, such as `runseal device add`, or name another directory with --data";

std::string system_user() {
  const auto* entry = ::getpwuid(::getuid());
  const std::string name = entry ? entry->pw_name : "uid " + std::to_string(::getuid());
  return base::is_utf8(name) ? name : "uid " + std::to_string(::getuid());
}

Result<> make_private_folder(base::Files& files, const base::Path& folder) {
  RUNSEAL_CHECK(files.make_directories(folder, 0700));
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0) return fail(base::system_error("cannot look at", folder, errno));
  if ((status.st_mode & 0077U) != 0)
    return fail(ErrorCode::denied, "the data directory can be read by others", folder.string(),
                "chmod 700 " + folder.string());
  return {};
}

// The log's key and name, made once.
struct LogKey {
  std::string origin;
  base::PrivateKey key;
};

Result<LogKey> load_log_key(base::Files& files, const base::Path& keys, const base::Path& log) {
  const auto vkey_file = keys / "evidence.vkey";
  const auto pem_file = keys / "evidence.pem";
  RUNSEAL_TRY(const bool there, files.exists(vkey_file));
  if (!there) {
    RUNSEAL_TRY(const bool log_there, files.exists(log / "checkpoint"));
    if (log_there)
      return fail(ErrorCode::corrupt, "there is an evidence log but not its key", vkey_file.string(),
                  "restore keys/ from a backup");
    RUNSEAL_CHECK(files.make_directories(keys, 0700));
    RUNSEAL_CHECK(files.remove(pem_file));  // left by a process killed between the two files
    LogKey made{"runseal/evidence/" + base::random_id(), base::PrivateKey::generate()};
    RUNSEAL_CHECK(base::write_durably(files, pem_file, base::as_bytes(made.key.to_pem()), 0600));
    RUNSEAL_CHECK(base::write_durably(
        files, vkey_file, base::as_bytes(evidence::format_vkey(made.origin, made.key.public_key()) + "\n"), 0644));
    return made;
  }
  RUNSEAL_TRY(const auto pem, files.read(pem_file, max_key_file));
  RUNSEAL_TRY(auto key, base::PrivateKey::from_pem(base::as_text(pem)));
  RUNSEAL_TRY(const auto vkey, files.read(vkey_file, max_key_file));
  RUNSEAL_TRY(const auto verifier, evidence::parse_vkey(base::trim(base::as_text(vkey))));
  if (verifier.key != key.public_key())
    return fail(ErrorCode::corrupt, "the evidence log's two key files do not belong together", keys.string(),
                "restore keys/ from a backup");
  return LogKey{verifier.name, std::move(key)};
}

// docs/formats/evidence.md
Json entry_of(const Change& change, const std::string& id, const std::string& at, const Actor& actor) {
  Json entry{{"v", 1},   {"id", id},           {"kind", change.kind}, {"subject", change.subject},
             {"at", at}, {"user", actor.user}, {"data", change.data}};
  if (!actor.via.empty()) entry["via"] = actor.via;
  if (!actor.why.empty()) entry["why"] = actor.why;
  if (!change.before.is_null()) entry["before"] = change.before;
  return entry;
}

}  // namespace

Workspace::Workspace(base::Path folder, store::Database database, base::Config config, const base::Clock& clock)
    : folder_(std::move(folder)),
      files_(&base::real_files()),
      clock_(&clock),
      config_(std::move(config)),
      actor_{system_user(), {}, {}},
      database_(std::move(database)) {}

Result<Workspace> Workspace::open(const base::Path& folder, Access access, const base::Clock& clock) {
  auto& files = base::real_files();
  std::optional<base::FileLock> lock;
  if (access == Access::write) {
    RUNSEAL_CHECK(make_private_folder(files, folder));
    RUNSEAL_TRY(lock, base::FileLock::take(folder / "lock"));
  } else {
    RUNSEAL_TRY(const bool there, files.exists(folder / "keys" / "evidence.vkey"));
    if (!there) return fail(ErrorCode::not_found, "there is no runseal data here yet", folder.string(), not_there_next);
  }
  RUNSEAL_TRY(auto config, base::load_config(files, folder / "runseal.toml"));
  const auto file = folder / "runseal.db";
  RUNSEAL_TRY(auto database,
              access == Access::write ? store::Database::open(file) : store::Database::open_existing(file));
  Workspace workspace(folder, std::move(database), std::move(config), clock);
  workspace.lock_ = std::move(lock);
  if (access == Access::write) {
    RUNSEAL_CHECK(workspace.open_for_writing());
  } else {
    RUNSEAL_TRY(const auto vkey, files.read(folder / "keys" / "evidence.vkey", max_key_file));
    RUNSEAL_TRY(workspace.verifier_, evidence::parse_vkey(base::trim(base::as_text(vkey))));
  }
  return workspace;
}

Result<> Workspace::open_for_writing() {
  RUNSEAL_CHECK(files_->make_directories(evidence_folder(), 0700));
  RUNSEAL_TRY(auto key, load_log_key(*files_, folder_ / "keys", evidence_folder()));
  verifier_ = {key.origin, key.key.public_key()};
  std::optional<evidence::Checkpoint> known;
  RUNSEAL_TRY(const auto notes, store::remembered_checkpoints(database_));
  if (!notes.empty()) {
    RUNSEAL_TRY(known, evidence::parse_checkpoint(notes.back(), verifier_));
  }
  RUNSEAL_TRY(log_, evidence::Log::open(*files_, evidence_folder(), key.origin, std::move(key.key), known));
  if (log_->checkpoint().size > 0 && notes.empty())
    return fail(ErrorCode::corrupt, "there is an evidence log, but the records it tells of are gone",
                (folder_ / "runseal.db").string(),
                "restore runseal.db from a backup; `runseal evidence verify` still checks the log");
  RUNSEAL_CHECK(finish_pending());
  RUNSEAL_CHECK(finish_settings(*files_, folder_, database_));
  RUNSEAL_TRY(config_, base::load_config(*files_, folder_ / "runseal.toml"));
  return {};
}

Result<evidence::Checkpoint> Workspace::checkpoint() const {
  if (log_) return log_->checkpoint();
  return evidence::read_checkpoint(*files_, evidence_folder(), verifier_);
}

Result<std::uint64_t> Workspace::record(const Change& change) {
  RUNSEAL_TRY(const auto positions, record(std::vector{change}));
  return positions.front();
}

Result<std::vector<std::uint64_t>> Workspace::record(const std::vector<Change>& changes) {
  if (changes.empty()) return std::vector<std::uint64_t>{};
  if (!log_) return fail(ErrorCode::internal, "the data directory was opened for reading only");
  std::vector<std::string> ids;
  RUNSEAL_CHECK(database_.transaction([&]() -> Result<> {
    for (const auto& change : changes) {
      ids.push_back(base::random_id());
      const auto entry = entry_of(change, ids.back(), base::format_instant(now()), actor_);
      // refused now: once it stood in the outbox, every later change would wait behind it
      RUNSEAL_TRY(const auto canonical, base::canonical_json(entry));
      if (canonical.size() > evidence::max_entry)
        return fail(ErrorCode::limit,
                    fmt::format("the evidence of this change has {} bytes; at most {} fit", canonical.size(),
                                evidence::max_entry),
                    change.kind + " " + change.subject);
      RUNSEAL_CHECK(store::add_entry(database_, ids.back(), entry));
      if (change.save) RUNSEAL_CHECK(change.save(database_, ids.back()));
    }
    return {};
  }));
  RUNSEAL_CHECK(finish_pending());
  std::vector<std::uint64_t> positions;
  for (const auto& id : ids) {
    RUNSEAL_TRY(const auto position, store::position_of(database_, id));
    positions.push_back(position.value_or(0));
  }
  return positions;
}

// Puts what the outbox holds into the log. A process killed after the log had the batch and before the store knew it
// left the batch at the log's very end (a batch is one checkpoint): it is recognised there by its ids.
Result<> Workspace::finish_pending() {
  RUNSEAL_TRY(const auto pending, store::pending_entries(database_));
  const auto size = log_->checkpoint().size;
  RUNSEAL_CHECK(store::remember_checkpoint(database_, size, log_->checkpoint().note));
  if (pending.empty()) return {};
  std::vector<std::uint64_t> positions;
  if (size >= pending.size()) {
    const auto first = size - pending.size();
    RUNSEAL_TRY(const auto entry, evidence::read_entry(*files_, evidence_folder(), log_->checkpoint(), first));
    if (entry.value("id", "") == pending.front().entry_id)
      for (std::size_t i = 0; i < pending.size(); ++i) positions.push_back(first + i);
  }
  if (positions.empty()) {
    std::vector<Json> entries;
    for (const auto& one : pending) entries.push_back(one.body);
    RUNSEAL_TRY(positions, log_->append(entries));
  }
  return database_.transaction([&]() -> Result<> {
    for (std::size_t i = 0; i < pending.size(); ++i)
      RUNSEAL_CHECK(store::place_entry(database_, pending[i].entry_id, positions[i]));
    return store::remember_checkpoint(database_, log_->checkpoint().size, log_->checkpoint().note);
  });
}

Result<model::Attachment> Workspace::attach(const std::string& file_name, ByteView content) {
  const model::Attachment attachment{file_name, base::sha256_hex(content), content.size()};
  const auto folder = folder_ / "attachments";
  RUNSEAL_CHECK(files_->make_directories(folder, 0700));
  RUNSEAL_TRY(const bool there, files_->exists(folder / attachment.sha256));
  if (!there) RUNSEAL_CHECK(base::write_durably(*files_, folder / attachment.sha256, content));
  return attachment;
}

}  // namespace runseal::service
