// How many threads share one data directory: reading through a pool, writing one step at a time.
// The writer is opened for each step, so that commands may write beside a running service. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "service/runs.h"
#include "service/workspace.h"

namespace runseal::service {

class Directory {
 public:
  explicit Directory(base::Path folder, const base::Clock& clock = base::system_clock());
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();

  // Makes it when it is not there, finishes what a killed process began, and brings the records to this version's form.
  // Errors: as Workspace::open.
  Result<> prepare();

  // `steps` gets a workspace for reading, with the settings as the file has them now. Errors: those of opening, and of
  // `steps`.
  template <class T>
  Result<T> read(const std::function<Result<T>(Workspace&)>& steps) {
    RUNSEAL_TRY(auto lent, lend());
    auto result = steps(*lent.workspace);
    give_back(std::move(lent));
    return result;
  }
  // `steps` changes records that have no evidence entry (sessions, failures, jobs): the store's own lock is enough, and
  // nobody waits for a command that writes. Errors: those of opening, and of `steps`.
  template <class T>
  Result<T> touch(const std::function<Result<T>(store::Database&)>& steps) {
    return read<T>([&](Workspace& workspace) { return steps(workspace.database()); });
  }
  // `steps` gets the workspace for writing, and nobody else has it: be quick. Waits up to half a minute for another
  // process. Errors: conflict (it did not come free), those of opening, and of `steps`.
  template <class T>
  Result<T> write(const Actor& actor, const std::function<Result<T>(Workspace&)>& steps) {
    const std::lock_guard lock(writing_);
    RUNSEAL_TRY(auto workspace, open_to_write(actor));
    return steps(workspace);
  }

  // For use cases that open the directory themselves, step by step.
  [[nodiscard]] OpenWorkspace writer(const Actor& actor);
  [[nodiscard]] OpenWorkspace reader();

  [[nodiscard]] const base::Path& folder() const { return folder_; }
  [[nodiscard]] const base::Clock& clock() const { return *clock_; }
  [[nodiscard]] Instant now() const { return clock_->now(); }

 private:
  struct Lent {
    std::unique_ptr<Workspace> workspace;
    std::string settings;
  };
  Result<Lent> lend();
  void give_back(Lent lent);
  Result<Workspace> open_to_write(const Actor& actor);

  base::Path folder_;
  const base::Clock* clock_;
  std::mutex writing_;
  std::mutex pool_lock_;
  std::vector<std::unique_ptr<Workspace>> pool_;
  std::string settings_;  // which runseal.toml those in the pool have read
};

}  // namespace runseal::service
