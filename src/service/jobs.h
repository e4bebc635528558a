// Long work in the background: its state lies in the records, so that it is found again after a restart.
// Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/account.h"
#include "service/directory.h"
#include "service/hub.h"

namespace runseal::service {

// What running work may use, and how it tells how far it is.
class JobRun {
 public:
  virtual ~JobRun() = default;
  [[nodiscard]] virtual Directory& directory() = 0;
  [[nodiscard]] virtual const Json& request() const = 0;
  [[nodiscard]] virtual const Actor& actor() const = 0;
  [[nodiscard]] virtual const std::atomic<bool>& stop() const = 0;  // end soon, with ErrorCode::cancelled
  // Cheap: told on to pages a few times a second.
  virtual void progress(std::uint64_t done, std::uint64_t total, const std::string& unit,
                        const std::string& message = {}) = 0;
};

// Every kind can be run again from its request after a crash: what was recorded stands, and is not done twice in a way
// that matters.
struct JobKind {
  std::string name;                                       // "audit"
  std::function<Result<Json>(JobRun&)> run;               // its result
  std::function<Result<std::string>(const Json&)> title;  // of a request; errors: usage, invalid
  bool reads_disks = false;                               // one of these after another
  std::size_t most_at_once = 4;                           // of this kind: what takes days leaves room for others
  // Clears away what a request brought along, once its job has ended for good, however it did. May be empty.
  std::function<void(Directory&, const Json& request)> ended = nullptr;
};

// Before somebody else's job is cancelled: who does that, and why. Errors: invalid (no reason).
Result<> record_cancelling(Workspace& workspace, const model::Job& job);

class Jobs {
 public:
  // Takes up what a killed service left running or queued. Call start() once.
  Jobs(Directory& directory, Hub& hub, std::vector<JobKind> kinds);
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;
  ~Jobs();  // as stop()

  Result<> start();
  // Running work is told to stop and goes on at the next start.
  void stop();

  // Errors: usage (no such kind, or not such a request), limit (a hundred wait already).
  Result<model::Job> submit(const std::string& kind, const Json& request, const Actor& by);
  // What could not be submitted, as a job that has failed: whoever looks at jobs sees it, and is told of it.
  Result<> record_failed(const std::string& kind, const Json& request, const Actor& by, const Error& why);
  // Once more is no error. Errors: not_found, conflict (it has ended otherwise).
  Result<model::Job> cancel(const std::string& id);
  // With the progress of this moment. Errors: not_found.
  Result<model::Job> find(const std::string& id);
  Result<std::vector<model::Job>> recent(std::size_t most = 200);  // newest first

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace runseal::service
