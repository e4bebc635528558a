// A backup's return: unpacked under another name, checked, and only then given its own.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/confined.h"
#include "base/random.h"
#include "service/archive.h"
#include "service/backup.h"
#include "service/evidence_check.h"

namespace runseal::service {
namespace {

using base::Path;

constexpr std::size_t max_small = 1U << 20U;

Result<> must_be_free(base::Files& files, const Path& into) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(into, error);
  if (status.type() == std::filesystem::file_type::not_found) return {};
  if (status.type() != std::filesystem::file_type::directory)
    return fail(ErrorCode::exists, "it is not a folder", into.string(), "name a folder that is not there yet");
  RUNSEAL_TRY(const auto names, files.list(into));
  if (names.empty()) return {};
  return fail(ErrorCode::exists, "the folder is not empty", into.string(),
              "name one that is not there yet; nothing is ever restored over what is there");
}

// Made below one folder only, whatever the archive calls it.
class Unpacking {
 public:
  explicit Unpacking(base::Fd folder) : folder_(std::move(folder)) {}

  Result<base::TakePiece> begin(const std::string& name, std::uint64_t) {
    RUNSEAL_CHECK(end());
    if (name == about_name)
      return base::TakePiece([this](ByteView piece) -> Result<> {
        if (about_.size() + piece.size() > max_small) return fail(ErrorCode::limit, "not a backup's description");
        about_ += base::as_text(piece);
        return {};
      });
    RUNSEAL_CHECK(base::check_relative(name));
    RUNSEAL_CHECK(make_folders(name));
    RUNSEAL_TRY(file_, base::open_beneath(folder_.get(), name, O_WRONLY | O_CREAT | O_EXCL, 0600));
    name_ = name;
    return base::TakePiece([this](ByteView piece) { return write(piece); });
  }

  Result<> end() {
    if (!file_) return {};
    if (::fsync(file_.get()) != 0) return fail(base::system_error("cannot make durable", name_, errno));
    file_ = base::Fd();
    return {};
  }
  [[nodiscard]] const std::string& about() const { return about_; }

 private:
  Result<> make_folders(const std::string& name) {
    const auto folder = Path(name).parent_path();
    Path made;
    for (const auto& part : folder) {
      base::Fd above;
      if (!made.empty()) {
        RUNSEAL_TRY(above, base::open_beneath(folder_.get(), made.string(), O_RDONLY | O_DIRECTORY));
      }
      if (::mkdirat(above ? above.get() : folder_.get(), part.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(base::system_error("cannot make the folder", made / part, errno));
      made /= part;
    }
    return {};
  }

  Result<> write(ByteView piece) {
    while (!piece.empty()) {
      const auto put = ::write(file_.get(), piece.data(), piece.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail(base::system_error("cannot write", name_, errno));
      piece = piece.subspan(static_cast<std::size_t>(put));
    }
    return {};
  }

  base::Fd folder_;
  base::Fd file_;
  std::string name_;
  std::string about_;
};

// Signed in on the other machine is not signed in here; and what ran there is not begun here by itself.
Result<> forget_what_was_under_way(store::Database& database, const std::string& now) {
  return database.transaction([&]() -> Result<> {
    RUNSEAL_CHECK(database.execute("DELETE FROM session"));
    RUNSEAL_CHECK(database.execute("DELETE FROM login_link"));
    return database.execute(
        "UPDATE job SET open = 0, body = json_set(body, '$.state', 'cancelled', '$.ended', :1, '$.error', "
        "json_object('code', 'cancelled', 'what', 'the data directory was restored from a backup', 'where', '', "
        "'next', 'start it anew')) WHERE open = 1",
        {now});
  });
}

// Opened as every command that writes opens it; then the log is read whole and held against what the records remember.
Result<std::uint64_t> check(const Path& folder) {
  Directory directory(folder);
  RUNSEAL_CHECK(directory.prepare());
  RUNSEAL_TRY(const auto found, check_evidence(directory));
  if (!found.holds())
    return fail(ErrorCode::corrupt, "the evidence in the backup does not hold: " + found.problems.front().what,
                found.problems.front().where, "use another backup");
  RUNSEAL_CHECK(directory.touch<void>([&](store::Database& database) {
    return forget_what_was_under_way(database, base::format_instant(directory.now()));
  }));
  return found.checkpoint.size;
}

Result<> sync_all_folders(const Path& folder) {
  auto& files = base::real_files();
  for (const auto& one : std::filesystem::recursive_directory_iterator(folder))
    if (one.is_directory()) RUNSEAL_CHECK(files.sync_directory(one.path()));
  return files.sync_directory(folder);
}

// What was made goes with whatever went wrong.
struct RemovedUnlessKept {
  Path folder;
  bool kept = false;
  ~RemovedUnlessKept() {
    std::error_code ignored;
    if (!kept) std::filesystem::remove_all(folder, ignored);
  }
};

}  // namespace

Result<Restored> restore(const Path& file, const Path& into_as_named) {
  auto& files = base::real_files();
  auto into = std::filesystem::absolute(into_as_named).lexically_normal();
  if (!into.has_filename()) into = into.parent_path();
  RUNSEAL_CHECK(must_be_free(files, into));
  RUNSEAL_CHECK(files.make_directories(into.parent_path(), 0700));
  RemovedUnlessKept made{into.parent_path() / ("." + into.filename().string() + "." + base::random_id())};
  RUNSEAL_CHECK(files.make_directories(made.folder, 0700));
  RUNSEAL_TRY(auto folder, base::open_folder(made.folder));
  Unpacking unpacking(std::move(folder));
  Restored restored;
  RUNSEAL_TRY(restored.files, read_archive(file, [&](const std::string& name, std::uint64_t size) {
                return unpacking.begin(name, size);
              }));
  RUNSEAL_CHECK(unpacking.end());
  RUNSEAL_TRY(const auto about, base::parse_json(unpacking.about(), max_small));
  if (!about.is_object() || about.value("format", "") != backup_format)
    return fail(ErrorCode::conflict, "the backup is in the form of another version of runseal", file.string(),
                "restore it with that version");
  RUNSEAL_TRY(restored.evidence, check(made.folder));
  restored.made = about.value("made", "");
  restored.key = about.value("key", "");
  RUNSEAL_CHECK(sync_all_folders(made.folder));
  if (::rename(made.folder.c_str(), into.c_str()) != 0)
    return fail(base::system_error("cannot give the restored folder its name", into, errno));
  made.kept = true;
  RUNSEAL_CHECK(files.sync_directory(into.parent_path()));
  return restored;
}

}  // namespace runseal::service
