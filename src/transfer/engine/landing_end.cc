// The end of a landing: nothing stands in the tree but what was received, the seal is written, the run gets its name.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/confined.h"
#include "base/text.h"
#include "transfer/engine/landing.h"
#include "transfer/engine/landing_place.h"
#include "transfer/seal/against.h"

namespace runseal::transfer {
namespace {

// What stands in the tree, held against what was written to it.
struct Standing final : Against {
  using Against::Against;
  std::vector<std::string> foreign;  // folders before what lies in them

  void unreadable(std::string, std::string) override {}  // then it is gone
  void special(std::string, std::string) override {}

 private:
  Result<> came(Entry now) override {
    foreign.push_back(now.path);
    return {};
  }
  Result<> gone(const Entry& written) override {
    return fail(ErrorCode::corrupt, "what was written is no longer on the disk", base::printable(written.path, 200),
                "the disk or another program removed it: check the disk, then send again");
  }
  Result<> both(const Entry& written, Entry now) override {
    if (written.kind == now.kind && written.size == now.size) return {};
    return fail(ErrorCode::corrupt, "what stands on the disk is not what was written",
                base::printable(written.path, 200),
                "the disk or another program changed it: check the disk, then send again");
  }
};

}  // namespace

Result<> Landing::clear_foreign(const EntryRefs& entries) {
  Standing standing(entries);
  RUNSEAL_CHECK(standing.hold(tree_.get()));
  folders_->forget();
  for (auto path = standing.foreign.rbegin(); path != standing.foreign.rend(); ++path) {
    RUNSEAL_TRY(const auto place, folders_->at(*path));
    RUNSEAL_CHECK(clear_place(place));
  }
  return {};
}

Result<> Landing::set_folder_times(const EntryRefs& entries) {
  for (auto at = entries.rbegin(); at != entries.rend(); ++at) {  // what lies in a folder before the folder
    base::FarMemory::looked();
    const auto& folder = **at;
    if (folder.kind != EntryKind::folder) continue;
    RUNSEAL_TRY(const auto place, folders_->at(folder.path));
    if (!set_time(place, folder.mtime_ns)) ++*not_as_sent_;
    if (sync_each_) {
      RUNSEAL_TRY(const auto fd, base::open_beneath(tree_.get(), folder.path, O_RDONLY | O_DIRECTORY));
      if (::fsync(fd.get()) != 0) return fail(disk_trouble("cannot make durable", folder.path));
    }
  }
  return {};
}

Result<> Landing::publish() {
  auto& files = base::real_files();
  const auto final = into_ / name_;
  RUNSEAL_CHECK(files.make_directories(final.parent_path(), 0755));
  const auto tree = home_ / "tree";
  if (::renameat2(AT_FDCWD, tree.c_str(), AT_FDCWD, final.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST)
      return fail(ErrorCode::exists, "a run of that name came to stand there meanwhile", base::printable(name_, 200));
    struct stat there{};
    if (errno != EINVAL || ::lstat(final.c_str(), &there) == 0 || ::rename(tree.c_str(), final.c_str()) != 0)
      return fail(disk_trouble("cannot give the run its name", final.string()));
  }
  if (auto durable = files.sync_directory(final.parent_path()); !durable) {
    // for the sender is told that it does not stand there
    (void)::renameat2(AT_FDCWD, final.c_str(), AT_FDCWD, tree.c_str(), RENAME_NOREPLACE);
    return durable;
  }
  journal_.reset();  // what is open has a hidden name in its folder after it is removed, on NFS and FUSE
  (void)::unlink((home_ / "journal").c_str());
  (void)::rmdir(home_.c_str());
  (void)::rmdir((into_ / incoming_folder).c_str());  // only when no other run is arriving
  return {};
}

Result<> Landing::finish(const EntryRefs& entries, const SealFiles& seal) {
  std::error_code ignored;  // the seal of an attempt that failed later than here: it never stood anywhere
  std::filesystem::remove_all(home_ / "tree" / seal_folder, ignored);
  RUNSEAL_CHECK(clear_foreign(entries));
  RUNSEAL_CHECK(write_seal(base::real_files(), home_ / "tree" / seal_folder, seal));
  RUNSEAL_CHECK(set_folder_times(entries));
  if (sync_each_ && ::fsync(tree_.get()) != 0) return fail(disk_trouble("cannot make durable", home_.string()));
  RUNSEAL_CHECK(sync());
  return publish();
}

}  // namespace runseal::transfer
