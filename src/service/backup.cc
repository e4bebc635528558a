#include "service/backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/hash.h"
#include "base/random.h"
#include "base/tar_stream.h"
#include "service/archive.h"
#include "service/job_request.h"
#include "store/snapshot.h"

namespace runseal::service {
namespace {

using base::Path;

constexpr std::size_t max_small = 32U << 20U;
constexpr std::size_t random_id_length = 16;

// The log and the records as they were at the same moment. Tiles that are full never change, and are read later; of
// those that are not, the log keeps only the newest, so they are held here (some twenty files of at most 16 MiB).
struct Moment {
  std::optional<store::Snapshot> records;
  std::vector<std::pair<std::string, Bytes>> held;  // below evidence/
  std::vector<std::string> full;                    // below evidence/
  std::uint64_t size = 0;
  std::string key;
};

bool is_temporary(const std::string& name) {
  return name.starts_with('.') && name.size() > random_id_length + 2 && name[name.size() - random_id_length - 1] == '.';
}

// Nobody writes meanwhile.
Result<Moment> moment_of(Workspace& workspace) {
  Moment moment;
  moment.key = evidence::format_vkey(workspace.verifier().name, workspace.verifier().key);
  RUNSEAL_TRY(const auto checkpoint, workspace.checkpoint());
  moment.size = checkpoint.size;
  RUNSEAL_TRY(moment.records, store::Snapshot::take(workspace.folder() / "runseal.db"));
  const auto folder = workspace.evidence_folder();
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file() || is_temporary(at->path().filename().string())) continue;
    const auto name = at->path().lexically_relative(folder).string();
    if (name.starts_with("tile/") && !name.contains(".p/")) {
      moment.full.push_back(name);
      continue;
    }
    RUNSEAL_TRY(auto content, workspace.files().read(at->path(), max_small));
    moment.held.emplace_back(name, std::move(content));
  }
  if (error) return fail(base::system_error("cannot look into", folder, error.value()));
  return moment;
}

// Everything else in the data directory, sorted. It is written before the records tell of it, and never changed.
Result<std::vector<std::string>> other_files(const Path& folder) {
  constexpr std::string_view not_these[] = {"lock",     "runseal.db", "runseal.db-wal", "runseal.db-shm",
                                            "evidence", "backups",    "uploads"};
  std::vector<std::string> names;
  std::error_code error;
  using Walk = std::filesystem::recursive_directory_iterator;
  for (Walk at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().lexically_relative(folder).string();
    if (at.depth() == 0 && std::ranges::find(not_these, name) != std::end(not_these)) {
      at.disable_recursion_pending();
      continue;
    }
    std::error_code gone;
    if (at->is_regular_file(gone) && !is_temporary(at->path().filename().string())) names.push_back(name);
  }
  if (error) return fail(base::system_error("cannot look into", folder, error.value()));
  std::ranges::sort(names);
  return names;
}

class Writing {
 public:
  Writing(base::Fd file, Path path, const BackupOptions& options)
      : file_(std::move(file)),
        path_(std::move(path)),
        options_(options),
        tar_([this](ByteView piece) { return write(piece); }) {}

  Result<> add(const std::string& name, ByteView content) {
    RUNSEAL_CHECK(begin(name));
    lines_.add(name, base::sha256(content));
    return tar_.add(name, content);
  }

  // Gone meanwhile is no error: it was a temporary file.
  Result<> add_file(const std::string& name, const Path& path) {
    RUNSEAL_CHECK(begin(name));
    const base::Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file && errno == ENOENT) {
      --files_;
      return {};
    }
    if (!file) return fail(base::system_error("cannot open", path, errno));
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return fail(base::system_error("cannot look at", path, errno));
    Bytes block(1U << 20U);
    base::Sha256 hash;
    RUNSEAL_CHECK(tar_.add(name, static_cast<std::uint64_t>(status.st_size), [&]() -> Result<ByteView> {
      RUNSEAL_TRY(const auto piece, read_piece(file, block, path));
      hash.add(piece);
      return piece;
    }));
    lines_.add(name, hash.finish());
    return {};
  }

  // The list of all files is the last of them.
  Result<std::uint64_t> finish() {
    RUNSEAL_CHECK(tar_.add(sums_name, base::as_bytes(lines_.text())));
    RUNSEAL_CHECK(tar_.finish());
    if (::fsync(file_.get()) != 0) return fail(base::system_error("cannot make durable", path_, errno));
    return files_;
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::string sha256() { return base::to_hex(hash_.finish()); }

 private:
  Result<> begin(const std::string& name) {
    if (options_.stop != nullptr && *options_.stop) return fail(ErrorCode::cancelled, "the backup was stopped");
    ++files_;
    if (options_.progress) options_.progress(files_, name);
    return {};
  }

  Result<> write(ByteView piece) {
    bytes_ += piece.size();
    hash_.add(piece);
    while (!piece.empty()) {
      const auto put = ::write(file_.get(), piece.data(), piece.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return fail(base::system_error("cannot write", path_, errno));
      piece = piece.subspan(static_cast<std::size_t>(put));
    }
    return {};
  }

  base::Fd file_;
  Path path_;
  const BackupOptions& options_;
  base::TarWriter tar_;
  SumLines lines_;
  base::Sha256 hash_;
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

Result<> write_all(Directory& directory, Moment& moment, const Path& records, Writing& out) {
  RUNSEAL_CHECK(moment.records->copy_to(records));
  moment.records.reset();
  const Json about{{"format", backup_format},
                   {"made", base::format_instant(directory.now())},
                   {"version", RUNSEAL_VERSION},
                   {"evidence", moment.size},
                   {"key", moment.key}};
  RUNSEAL_CHECK(out.add(about_name, base::as_bytes(about.dump(2) + "\n")));
  RUNSEAL_CHECK(out.add_file("runseal.db", records));
  for (const auto& [name, content] : moment.held) RUNSEAL_CHECK(out.add("evidence/" + name, content));
  const auto& folder = directory.folder();
  for (const auto& name : moment.full) RUNSEAL_CHECK(out.add_file("evidence/" + name, folder / "evidence" / name));
  RUNSEAL_TRY(const auto others, other_files(folder));
  for (const auto& name : others) RUNSEAL_CHECK(out.add_file(name, folder / name));
  return {};
}

// Removed unless it was given its name.
class Temporary {
 public:
  explicit Temporary(Path path) : path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { (void)base::real_files().remove(path_); }
  [[nodiscard]] const Path& path() const { return path_; }

 private:
  Path path_;
};

Result<Json> run_backup(JobRun& run) {
  const auto folder = run.directory().folder() / "backups";
  auto& files = base::real_files();
  RUNSEAL_CHECK(files.make_directories(folder, 0700));
  RUNSEAL_TRY(const auto there, files.list(folder));
  for (const auto& name : there)  // left by a service that was killed: one backup at a time is made here
    if (is_temporary(name)) RUNSEAL_CHECK(files.remove(folder / name));
  auto name = "runseal-" + base::format_instant(run.directory().now()).substr(0, 19) + "Z.tar";
  std::erase(name, ':');
  BackupOptions options;
  options.stop = &run.stop();
  options.progress = [&](std::uint64_t done, const std::string&) { run.progress(done, 0, "files"); };
  RUNSEAL_TRY(const auto made, back_up(run.directory(), folder / name, options));
  return Json{{"file", made.file.string()},
              {"files", made.files},
              {"bytes", made.bytes},
              {"evidence", made.evidence},
              {"sha256", made.sha256}};
}

}  // namespace

Result<Backup> back_up(Directory& directory, const Path& file, const BackupOptions& options) {
  auto& files = base::real_files();
  RUNSEAL_TRY(const bool there, files.exists(file));
  if (there) return fail(ErrorCode::exists, "there is such a file already", file.string(), "name another");
  const auto folder = file.has_parent_path() ? file.parent_path() : Path(".");
  const auto hidden = "." + file.filename().string();
  const Temporary archive(folder / (hidden + "." + base::random_id()));
  const Temporary records(folder / (hidden + ".db." + base::random_id()));
  base::Fd out(::open(archive.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out) return fail(base::system_error("cannot create", archive.path(), errno));
  // held only until it is known what belongs together
  RUNSEAL_TRY(auto moment, directory.write<Moment>({"", "", ""}, moment_of));
  Writing writing(std::move(out), archive.path(), options);
  Backup made{file, 0, 0, moment.size, {}};
  RUNSEAL_CHECK(write_all(directory, moment, records.path(), writing));
  RUNSEAL_TRY(made.files, writing.finish());
  made.bytes = writing.bytes();
  made.sha256 = writing.sha256();
  RUNSEAL_TRY(const auto read, read_archive(archive.path(), {}));
  if (read != made.files)
    return fail(ErrorCode::corrupt, "the backup reads back other than it was written", archive.path().string());
  // never over a file that came meanwhile
  if (::renameat2(AT_FDCWD, archive.path().c_str(), AT_FDCWD, file.c_str(), RENAME_NOREPLACE) != 0)
    return fail(base::system_error("cannot name the backup", file, errno));
  RUNSEAL_CHECK(files.sync_directory(folder));
  return made;
}

JobKind backup_job() {
  const auto title = [](const Json& request) -> Result<std::string> {
    RUNSEAL_CHECK(has_only(request, {}));
    return std::string("Back up the data directory");
  };
  return {"backup", run_backup, title, true};
}

}  // namespace runseal::service
