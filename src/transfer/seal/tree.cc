#include "transfer/seal/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/confined.h"
#include "base/files.h"
#include "transfer/seal/manifest.h"

namespace runseal::transfer {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * second + time.tv_nsec; }

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Listing = std::unique_ptr<DIR, CloseFolder>;

// Nothing, and errno, when it cannot be opened; a link is not followed.
Listing open_listing(int parent, const char* name) {
  const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return nullptr;
  Listing listing(::fdopendir(fd));
  if (!listing) ::close(fd);
  return listing;
}

// Sorted: a run's tree then mostly comes in the order of its paths (not where "a.b" stands beside a folder "a"), and
// files are looked at in the order they were made. False, and errno, when it cannot be read.
bool read_names(DIR* listing, bool top, std::vector<std::string>& names) {
  for (;;) {
    errno = 0;
    const auto* item = ::readdir(listing);
    if (item == nullptr) break;
    const std::string_view name = item->d_name;
    if (name != "." && name != ".." && !(top && name == seal_folder)) names.emplace_back(name);
  }
  if (errno != 0) return false;
  std::ranges::sort(names);
  return true;
}

class Scanner {
 public:
  explicit Scanner(const Classify& classify) : classify_(classify) {}

  Result<> folder(int parent, const char* name, const std::string& path) {
    const auto listing = open_listing(parent, name);
    if (!listing) return could_not_list(path, errno);
    std::vector<std::string> names;
    if (!read_names(listing.get(), path.empty(), names)) return could_not_list(path, errno);
    for (const auto& found : names)
      RUNSEAL_CHECK(one(::dirfd(listing.get()), found, path.empty() ? found : path + "/" + found));
    return {};
  }

  Tree take() && {
    const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
    if (!std::ranges::is_sorted(tree_.entries, by_path)) std::ranges::sort(tree_.entries, by_path);
    std::ranges::sort(tree_.unreadable, by_path);
    std::ranges::sort(tree_.special, by_path);
    return std::move(tree_);
  }

 private:
  Result<> could_not_list(const std::string& path, int error) {
    if (path.empty()) return fail(base::system_error("cannot list the run", "", error));
    tree_.unreadable.push_back({path, std::string("cannot list: ") + std::strerror(error)});
    return {};
  }

  Result<> one(int parent, const std::string& name, const std::string& path) {
    RUNSEAL_CHECK(base::check_relative(path));
    if (tree_.entries.size() >= max_entries)
      return fail(ErrorCode::limit, "a run with more than 20 million entries", shown_path(path));
    struct stat status{};
    if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) tree_.unreadable.push_back({path, std::string("cannot look at: ") + std::strerror(errno)});
      return {};  // ENOENT: it went while the folder was listed
    }
    Entry entry;
    entry.path = path;
    entry.mtime_ns = nanoseconds(status.st_mtim);
    entry.ctime_ns = nanoseconds(status.st_ctim);
    entry.inode = status.st_ino;
    if (S_ISDIR(status.st_mode)) return below(parent, name, std::move(entry));
    if (S_ISLNK(status.st_mode)) return link(parent, name, std::move(entry));
    if (!S_ISREG(status.st_mode)) {
      tree_.special.push_back({path, "neither a file, a folder nor a link"});
      return {};
    }
    entry.size = static_cast<std::uint64_t>(status.st_size);
    entry.executable = (status.st_mode & S_IXUSR) != 0;
    if (classify_) entry.file_class = classify_(path);
    ++tree_.files;
    tree_.bytes += entry.size;
    tree_.entries.push_back(std::move(entry));
    return {};
  }

  Result<> below(int parent, const std::string& name, Entry entry) {
    entry.kind = EntryKind::folder;
    const auto path = entry.path;
    tree_.entries.push_back(std::move(entry));
    return folder(parent, name.c_str(), path);
  }

  Result<> link(int parent, const std::string& name, Entry entry) {
    entry.kind = EntryKind::link;
    std::array<char, 4096> target{};
    const auto length = ::readlinkat(parent, name.c_str(), target.data(), target.size());
    if (length <= 0 || static_cast<std::size_t>(length) == target.size()) {
      tree_.unreadable.push_back({entry.path, "cannot read where the link leads"});
      return {};
    }
    entry.target.assign(target.data(), static_cast<std::size_t>(length));
    tree_.entries.push_back(std::move(entry));
    return {};
  }

  const Classify& classify_;
  Tree tree_;
};

}  // namespace

Result<Tree> scan(int folder, const Classify& classify) {
  Scanner scanner(classify);
  RUNSEAL_CHECK(scanner.folder(folder, ".", ""));
  return std::move(scanner).take();
}

}  // namespace runseal::transfer
