#include "transfer/engine/landing.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>

#include <fmt/format.h>

#include "base/confined.h"
#include "base/text.h"
#include "transfer/engine/journal.h"
#include "transfer/engine/landing_place.h"

namespace runseal::transfer {
namespace {

constexpr std::uint64_t spare_space = 16U << 20U;

std::uint64_t free_space(int folder) {
  struct statfs state{};
  if (::fstatfs(folder, &state) != 0) return 0;
  return static_cast<std::uint64_t>(state.f_bavail) * static_cast<std::uint64_t>(state.f_frsize);
}

Result<> enough_space(int folder, std::uint64_t needed, const std::string& name) {
  const auto free = free_space(folder);
  if (free >= needed + spare_space) return {};
  return fail(ErrorCode::limit,
              fmt::format("not enough space: {} MB needed, {} MB free", needed / 1'000'000, free / 1'000'000),
              base::printable(name, 200), "make room at the destination, then send again: it goes on where it stopped");
}

constexpr long xfs_super_magic = 0x58465342;

bool is_one_of(int folder, std::initializer_list<long> magics) {
  struct statfs state{};
  if (::fstatfs(folder, &state) != 0) return false;
  return std::any_of(magics.begin(), magics.end(), [&](long magic) { return state.f_type == magic; });
}

// File systems on which syncfs(2) is known to flush to the disk. Network and FUSE file systems may do nothing.
bool syncfs_is_enough(int folder) {
  return is_one_of(folder, {EXT4_SUPER_MAGIC, xfs_super_magic, BTRFS_SUPER_MAGIC, F2FS_SUPER_MAGIC, TMPFS_MAGIC,
                            OVERLAYFS_SUPER_MAGIC});
}

std::int64_t time_of(const struct stat& state) {
  return static_cast<std::int64_t>(state.st_mtim.tv_sec) * 1'000'000'000 + state.st_mtim.tv_nsec;
}

// What an earlier session left.
struct Counting final : Visitor {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;

  Result<> entry(Entry entry) override {
    if (entry.kind == EntryKind::file) ++files;
    bytes += entry.size;
    return {};
  }
  void unreadable(std::string, std::string) override {}
  void special(std::string, std::string) override {}
};

}  // namespace

Result<Landing> Landing::open(const base::Path& into, const std::string& name, const std::string& owner,
                              std::uint64_t promised) {
  RUNSEAL_CHECK(base::check_relative(name));
  Landing landing;
  landing.into_ = into;
  landing.name_ = name;
  landing.promised_ = promised > 0;
  struct stat there{};
  if (::lstat((into / name).c_str(), &there) == 0)
    return fail(ErrorCode::exists, "a run of that name is there already", base::printable(name, 200));
  landing.home_ = into / incoming_folder / base::sha256_hex(base::as_bytes(owner + '\n' + name)).substr(0, 32);
  auto& files = base::real_files();
  RUNSEAL_CHECK(files.make_directories(into / incoming_folder, 0700));
  RUNSEAL_CHECK(files.make_directories(landing.home_, 0700));
  RUNSEAL_TRY(landing.journal_, open_journal(landing.home_ / "journal"));
  std::error_code later;  // it is looked at by nobody
  std::filesystem::remove_all(landing.home_ / doubtful, later);
  RUNSEAL_CHECK(files.make_directories(landing.home_ / "tree", 0755));
  RUNSEAL_TRY(landing.tree_, base::open_folder(landing.home_ / "tree"));
  landing.folders_ = std::make_unique<Folders>(landing.tree_.get());
  RUNSEAL_CHECK(landing.probe_file_system());
  RUNSEAL_TRY(landing.remembered_, JournalIndex::of(landing.journal_));
  Counting standing;
  RUNSEAL_CHECK(walk(landing.tree_.get(), {}, standing));
  landing.resumed_ = standing.files > 0;
  if (landing.resumed_) RUNSEAL_CHECK(landing.sync_or_throw_away());  // of a session that was killed before it could
  const auto missing = promised > standing.bytes ? promised - standing.bytes : 0;
  RUNSEAL_CHECK(enough_space(landing.tree_.get(), missing, name));
  return landing;
}

Result<> Landing::probe_file_system() {
  sync_each_ = !syncfs_is_enough(tree_.get());
  direct_ = is_one_of(tree_.get(), {EXT4_SUPER_MAGIC, xfs_super_magic});
  const auto upper = home_ / "CASE";
  base::Fd made(::open(upper.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  if (!made) return fail(disk_trouble("cannot write to", home_.string()));
  case_blind_ = ::access((home_ / "case").c_str(), F_OK) == 0;
  names_.insert(std::hash<std::string>{}(std::string(seal_folder)));  // ours, however the sender writes it
  (void)::unlink(upper.c_str());
  return {};
}

Result<> Landing::take_name(const Entry& entry) {
  const auto name = case_blind_ && base::is_utf8(entry.path) ? base::fold_case(entry.path) : entry.path.str();
  if (names_.insert(std::hash<std::string>{}(name))) return {};
  return fail(ErrorCode::exists,
              case_blind_ ? "two names that are one on the destination's file system, which is blind to case"
                          : "a name that was sent twice",
              base::printable(entry.path, 200), "rename one of them at the source");
}

Result<Landed> Landing::add(const Entry& entry) {
  RUNSEAL_CHECK(take_name(entry));
  RUNSEAL_TRY(const auto place, folders_->at(entry.path));
  switch (entry.kind) {
    case EntryKind::folder: RUNSEAL_CHECK(make_folder(place)); return Landed{};
    case EntryKind::link:
      RUNSEAL_CHECK(make_link(place, entry));
      if (!set_time(place, entry.mtime_ns)) ++*not_as_sent_;
      return Landed{};
    case EntryKind::file: break;
  }
  return add_file(place, entry);
}

Result<Landed> Landing::add_file(const Place& place, const Entry& entry) {
  if (!promised_) RUNSEAL_CHECK(enough_space(tree_.get(), entry.size, entry.path));
  if (!resumed_) return Landed{};
  struct stat state{};
  if (::fstatat(place.folder, place.name.c_str(), &state, AT_SYMLINK_NOFOLLOW) != 0) return Landed{};
  const auto size = static_cast<std::uint64_t>(state.st_size);
  if (!S_ISREG(state.st_mode) || size > entry.size) {
    RUNSEAL_CHECK(clear_place(place));
    return Landed{};
  }
  RUNSEAL_TRY(const auto line, remembered_.find(journal_, entry.path));
  const bool confirmed = line && line->size == entry.size && size == entry.size && line->mtime_ns == entry.mtime_ns &&
                         time_of(state) == entry.mtime_ns;
  return Landed{size, confirmed, confirmed ? line->sha256 : base::Digest{}};
}

Result<LandingFile> Landing::open_file(Folders& folders, const Entry& entry, BlockWriter& writer) const {
  RUNSEAL_TRY(const auto place, folders.at(entry.path));
  return LandingFile::open(place, entry, direct_, writer);
}

Result<> Landing::close_file(LandingFile file, const Entry& entry) const {
  RUNSEAL_CHECK(file.finish());
  const bool moded = !resumed_ || ::fchmod(file.fd(), entry.executable ? 0755 : 0644) == 0;
  const bool timed = ::futimens(file.fd(), times_of(entry.mtime_ns).data()) == 0;
  if (!moded || !timed) ++*not_as_sent_;
  if (!sync_each_ || ::fsync(file.fd()) == 0) return {};
  auto error = disk_trouble("cannot make durable", entry.path);
  (void)!::ftruncate(file.fd(), 0);  // as throw_away_unconfirmed()
  return fail(std::move(error));
}

void Landing::drop_from_memory(const Entry& entry) {
  const auto place = folders_->at(entry.path);
  if (!place) return;
  const base::Fd fd(::openat(place->folder, place->name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (fd) (void)::posix_fadvise(fd.get(), 0, 0, POSIX_FADV_DONTNEED);
}

Result<> Landing::sync() const {
  if (!sync_each_ && ::syncfs(tree_.get()) != 0) return fail(disk_trouble("cannot make durable", home_.string()));
  return {};
}

Result<> Landing::commit(std::span<const Entry* const> verified) {
  if (verified.empty()) return {};
  RUNSEAL_CHECK(sync_or_throw_away());
  return append_journal(journal_, verified);
}

}  // namespace runseal::transfer
