// The progress of a transfer on standard error: a bar on a terminal, one JSON line a second with --json, else nothing.
#pragma once

#include "app/progress.h"
#include "transfer/engine/progress.h"

namespace runseal::app {

class TransferProgress {
 public:
  TransferProgress(std::string what, const transfer::Progress& numbers, ProgressStyle style);
  ~TransferProgress() { finish(); }
  void finish();
  void say(const std::string& line);  // a line above the bar

 private:
  void print_until_finished();

  std::string what_;
  const transfer::Progress& numbers_;
  ProgressStyle style_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool finished_ = false;
  std::thread thread_;
};

}  // namespace runseal::app
