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

// The names in one folder, in the order of the paths that begin with them: what lies in a folder comes where its name
// with a slash comes, and "a.b" comes between "a" and "a/b".
class Names {
 public:
  void add(const char* name, bool inside) {
    const auto length = std::strlen(name);
    items_.push_back({texts_.size(), static_cast<std::uint16_t>(length), inside});
    texts_.append(name, length + 1);
  }
  void sort() {
    std::ranges::sort(items_, [this](const Item& a, const Item& b) { return comes_before(a, b); });
  }
  template <class Take>
  [[nodiscard]] Result<> each(const Take& take) const {
    for (const auto& item : items_) RUNSEAL_CHECK(take(texts_.data() + item.text, item.inside));
    return {};
  }

 private:
  struct Item {
    std::size_t text;  // in texts_, ends with NUL
    std::uint16_t length;
    bool inside;  // what lies in it, not the item itself
  };

  [[nodiscard]] bool comes_before(const Item& a, const Item& b) const {
    const auto common = std::min(a.length, b.length);
    const int order = std::memcmp(texts_.data() + a.text, texts_.data() + b.text, common);
    return order != 0 ? order < 0 : byte_at(a, common) < byte_at(b, common);
  }
  [[nodiscard]] int byte_at(const Item& item, std::size_t at) const {
    if (at < item.length) return static_cast<unsigned char>(texts_[item.text + at]);
    return at == item.length && item.inside ? '/' : -1;
  }

  std::string texts_;
  std::vector<Item> items_;
};

bool is_folder(int parent, const dirent& item) {
  if (item.d_type != DT_UNKNOWN) return item.d_type == DT_DIR;
  struct stat status{};
  return ::fstatat(parent, item.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

class Walker {
 public:
  Walker(const Classify& classify, Visitor& visitor) : classify_(classify), visitor_(visitor) {}

  Result<> folder(int parent, const char* name, const std::string& path) {
    const auto listing = open_listing(parent, name);
    if (!listing) return could_not_list(path, errno);
    RUNSEAL_TRY(const auto names, names_in(listing.get(), path));
    return names.each([&](const char* found, bool inside) {
      const auto below = path.empty() ? std::string(found) : path + '/' + found;
      return inside ? folder(::dirfd(listing.get()), found, below) : one(::dirfd(listing.get()), found, below);
    });
  }

 private:
  Result<> could_not_list(const std::string& path, int error) {
    if (path.empty()) return fail(base::system_error("cannot list the run", "", error));
    visitor_.unreadable(path, std::string("cannot list: ") + std::strerror(error));
    return {};
  }

  Result<Names> names_in(DIR* listing, const std::string& path) {
    Names names;
    for (;;) {
      errno = 0;
      const auto* item = ::readdir(listing);
      if (item == nullptr && errno != 0) RUNSEAL_CHECK(could_not_list(path, errno));
      if (item == nullptr) break;
      const std::string_view found = item->d_name;
      if (found == "." || found == ".." || (path.empty() && found == seal_folder)) continue;
      names.add(item->d_name, false);
      if (is_folder(::dirfd(listing), *item)) names.add(item->d_name, true);
    }
    names.sort();
    return names;
  }

  Result<> one(int parent, const char* name, const std::string& path) {
    RUNSEAL_CHECK(base::check_relative(path));
    if (count_++ >= max_entries)
      return fail(ErrorCode::limit, "a run with more than 20 million entries", shown_path(path));
    struct stat status{};
    if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) visitor_.unreadable(path, std::string("cannot look at: ") + std::strerror(errno));
      return {};  // ENOENT: it went while the folder was listed
    }
    Entry entry;
    entry.path = path;
    entry.mtime_ns = nanoseconds(status.st_mtim);
    entry.ctime_ns = nanoseconds(status.st_ctim);
    entry.inode = status.st_ino;
    if (S_ISLNK(status.st_mode)) return link(parent, name, std::move(entry));
    if (S_ISDIR(status.st_mode)) {
      entry.kind = EntryKind::folder;
    } else if (S_ISREG(status.st_mode)) {
      entry.size = static_cast<std::uint64_t>(status.st_size);
      entry.executable = (status.st_mode & S_IXUSR) != 0;
      if (classify_) entry.file_class = classify_(path);
    } else {
      visitor_.special(path, "neither a file, a folder nor a link");
      return {};
    }
    return visitor_.entry(std::move(entry));
  }

  Result<> link(int parent, const char* name, Entry entry) {
    entry.kind = EntryKind::link;
    std::array<char, 4096> target{};
    const auto length = ::readlinkat(parent, name, target.data(), target.size());
    if (length <= 0 || static_cast<std::size_t>(length) == target.size()) {
      visitor_.unreadable(entry.path, "cannot read where the link leads");
      return {};
    }
    entry.target = std::string_view(target.data(), static_cast<std::size_t>(length));
    return visitor_.entry(std::move(entry));
  }

  const Classify& classify_;
  Visitor& visitor_;
  std::size_t count_ = 0;
};

struct Gatherer final : Visitor {
  Tree tree;

  Result<> entry(Entry entry) override {
    if (entry.kind == EntryKind::file) ++tree.files;
    tree.bytes += entry.size;
    add_to(tree.entries, std::move(entry));
    return {};
  }
  void unreadable(std::string path, std::string why) override {
    tree.unreadable.push_back({std::move(path), std::move(why)});
  }
  void special(std::string path, std::string why) override {
    tree.special.push_back({std::move(path), std::move(why)});
  }
};

}  // namespace

Entry with_names_in(base::FarMemory& memory, Entry entry) {
  entry.path = base::CompactText(entry.path.view(), memory);
  entry.target = base::CompactText(entry.target.view(), memory);
  return entry;
}

void take_up(Entry& entry, const Entry& now) {
  auto path = std::move(entry.path);
  auto target = std::move(entry.target);
  const auto file_class = entry.file_class;
  entry = now;
  entry.path = std::move(path);
  entry.target = std::move(target);
  entry.file_class = file_class;
}

namespace {

template <class List>
EntryRefs refs_to_all(const List& entries) {
  EntryRefs refs;
  refs.reserve(entries.size());
  for (const auto& entry : entries) refs.push_back(&entry);
  return refs;
}

}  // namespace

EntryRefs refs_to(const Entries& entries) { return refs_to_all(entries); }
EntryRefs refs_to(std::span<const Entry> entries) { return refs_to_all(entries); }

Result<> walk(int folder, const Classify& classify, Visitor& visitor) {
  return Walker(classify, visitor).folder(folder, ".", "");
}

Result<Tree> scan(int folder, const Classify& classify) {
  Gatherer gatherer;
  RUNSEAL_CHECK(walk(folder, classify, gatherer));
  std::ranges::sort(gatherer.tree.unreadable, {}, &Unreadable::path);  // a folder is tried after what follows its name
  std::ranges::sort(gatherer.tree.special, {}, &Unreadable::path);
  return std::move(gatherer.tree);
}

}  // namespace runseal::transfer
