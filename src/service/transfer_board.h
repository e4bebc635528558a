// The runs that are on their way now, with their rates; told to pages twice a second while there are any.
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <thread>

#include "service/hub.h"
#include "transfer/engine/live.h"

namespace runseal::service {

class TransferBoard {
 public:
  explicit TransferBoard(Hub& hub);
  TransferBoard(const TransferBoard&) = delete;
  TransferBoard& operator=(const TransferBoard&) = delete;
  ~TransferBoard();

  [[nodiscard]] transfer::LiveRuns& runs() { return runs_; }
  // [{id, run, direction, from, to, started, files, total_files, bytes, total_bytes, rate, eta_s, state}]: bytes a
  // second, lately; eta_s is null where it is not known; state "moving", "waiting" or "finishing".
  [[nodiscard]] Json items();

 private:
  struct Pace {
    std::uint64_t bytes = 0;
    std::chrono::steady_clock::time_point at;
    double rate = 0;  // bytes a second
    bool known = false;
  };
  void tell_until_ended();
  void measure();

  Hub& hub_;
  transfer::LiveRuns runs_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::map<std::string, Pace> paces_;  // by id
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace runseal::service
