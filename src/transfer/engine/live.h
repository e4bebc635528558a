// A run that is on its way now, for whoever shows it: the numbers are counted by the threads that move the bytes, which
// wait for nobody who reads them.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "transfer/engine/progress.h"

namespace runseal::transfer {

enum class Direction { received, sent };

struct LiveRun {
  LiveRun(Direction direction_, std::string run_, std::string from_, std::string to_)
      : direction(direction_), run(std::move(run_)), from(std::move(from_)), to(std::move(to_)) {}

  const std::string id = base::random_id();
  const Direction direction;
  const std::string run;
  const std::string from;  // a node, or a folder
  const std::string to;    // a folder, or a sink's URL
  const Instant started = base::system_clock().now();
  Progress numbers;
};

// Those that are on their way. Thread-safe.
class LiveRuns {
 public:
  using OnChange = std::function<void()>;
  void on_begin(OnChange begun) { begun_ = std::move(begun); }  // before the first is added

  void add(std::shared_ptr<LiveRun> run) {
    {
      const std::lock_guard guard(lock_);
      runs_.push_back(std::move(run));
    }
    if (begun_) begun_();
  }
  void remove(const std::shared_ptr<LiveRun>& run) {
    const std::lock_guard guard(lock_);
    std::erase(runs_, run);
  }
  [[nodiscard]] std::vector<std::shared_ptr<LiveRun>> now() const {
    const std::lock_guard guard(lock_);
    return runs_;
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::shared_ptr<LiveRun>> runs_;
  OnChange begun_;
};

// On its way for as long as this is there. `all` may be nullptr.
class OnItsWay {
 public:
  OnItsWay(LiveRuns* all, std::shared_ptr<LiveRun> run) : all_(all), run_(std::move(run)) {
    if (all_ != nullptr) all_->add(run_);
  }
  OnItsWay(const OnItsWay&) = delete;
  OnItsWay& operator=(const OnItsWay&) = delete;
  ~OnItsWay() {
    if (all_ != nullptr) all_->remove(run_);
  }

 private:
  LiveRuns* all_;
  std::shared_ptr<LiveRun> run_;
};

}  // namespace runseal::transfer
