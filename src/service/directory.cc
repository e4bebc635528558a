#include "service/directory.h"

#include <sys/stat.h>

#include <thread>

#include <fmt/format.h>

namespace runseal::service {
namespace {
constexpr std::size_t most_idle_readers = 8;
constexpr auto wait_for_writer = std::chrono::seconds(30);
constexpr auto between_tries = std::chrono::milliseconds(20);

// Another one once the file has been replaced or written to.
std::string version_of(const base::Path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return fmt::format("{} {} {}.{}", status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

}  // namespace

Directory::Directory(base::Path folder, const base::Clock& clock) : folder_(std::move(folder)), clock_(&clock) {}
Directory::~Directory() = default;

Result<> Directory::prepare() {
  const std::lock_guard lock(writing_);
  RUNSEAL_TRY(const auto workspace, Workspace::open(folder_, Access::write, *clock_));
  return {};
}

Result<Directory::Lent> Directory::lend() {
  auto settings = version_of(folder_ / "runseal.toml");
  {
    const std::lock_guard lock(pool_lock_);
    if (settings_ != settings) pool_.clear();
    settings_ = settings;
    if (!pool_.empty()) {
      auto workspace = std::move(pool_.back());
      pool_.pop_back();
      return Lent{std::move(workspace), std::move(settings)};
    }
  }
  RUNSEAL_TRY(auto opened, Workspace::open(folder_, Access::read, *clock_));
  return Lent{std::make_unique<Workspace>(std::move(opened)), std::move(settings)};
}

void Directory::give_back(Lent lent) {
  const std::lock_guard lock(pool_lock_);
  if (pool_.size() < most_idle_readers && lent.settings == settings_) pool_.push_back(std::move(lent.workspace));
}

Result<Workspace> Directory::open_to_write(const Actor& actor) {
  const auto last_try = std::chrono::steady_clock::now() + wait_for_writer;
  for (;;) {
    auto workspace = Workspace::open(folder_, Access::write, *clock_);
    if (workspace) workspace->act_as(actor);
    const bool busy = !workspace && workspace.error().code == ErrorCode::conflict;
    if (!busy || std::chrono::steady_clock::now() > last_try) return workspace;
    std::this_thread::sleep_for(between_tries);
  }
}

// The workspace that is handed out holds the directory's own lock file: another thread waits for that, as another
// process would.
OpenWorkspace Directory::writer(const Actor& actor) {
  return [this, actor] { return open_to_write(actor); };
}

OpenWorkspace Directory::reader() {
  return [this] { return Workspace::open(folder_, Access::read, *clock_); };
}

}  // namespace runseal::service
