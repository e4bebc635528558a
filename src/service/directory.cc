#include "service/directory.h"

#include <thread>

namespace runseal::service {
namespace {
constexpr std::size_t most_idle_readers = 8;
constexpr auto wait_for_writer = std::chrono::seconds(30);
constexpr auto between_tries = std::chrono::milliseconds(20);
}  // namespace

Directory::Directory(base::Path folder, const base::Clock& clock) : folder_(std::move(folder)), clock_(&clock) {}
Directory::~Directory() = default;

Result<> Directory::prepare() {
  const std::lock_guard lock(writing_);
  RUNSEAL_TRY(const auto workspace, Workspace::open(folder_, Access::write, *clock_));
  return {};
}

Result<std::unique_ptr<Workspace>> Directory::lend() {
  {
    const std::lock_guard lock(pool_lock_);
    if (!pool_.empty()) {
      auto workspace = std::move(pool_.back());
      pool_.pop_back();
      return workspace;
    }
  }
  RUNSEAL_TRY(auto opened, Workspace::open(folder_, Access::read, *clock_));
  return std::make_unique<Workspace>(std::move(opened));
}

void Directory::give_back(std::unique_ptr<Workspace> workspace) {
  const std::lock_guard lock(pool_lock_);
  if (pool_.size() < most_idle_readers) pool_.push_back(std::move(workspace));
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
