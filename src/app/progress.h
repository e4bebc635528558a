// How far long work on a run is: a bar on a terminal five times a second, or one JSON line a second, on standard error.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"

namespace runseal::app {

enum class ProgressStyle { none, bar, json_lines };

// bar where standard error is a terminal, else none.
[[nodiscard]] ProgressStyle bar_on_a_terminal();

struct ProgressNumbers {
  std::uint64_t bytes = 0, total_bytes = 0;
  std::uint64_t files = 0, total_files = 0;
  std::chrono::milliseconds elapsed{0};
  double rate = 0;                     // bytes a second, lately
  std::chrono::milliseconds still{0};  // since when nothing moves
};
[[nodiscard]] std::string bar_line(const std::string& what, const ProgressNumbers& now, std::size_t width);
[[nodiscard]] std::string json_line(const std::string& what, const ProgressNumbers& now);

// The counters are added to by any thread. start() begins to print, finish() (or the end of the object) ends it and
// takes the bar away again. A total of 0 bytes or files is fine.
class Progress {
 public:
  Progress(std::string what, ProgressStyle style) : what_(std::move(what)), style_(style) {}
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start(std::uint64_t total_files, std::uint64_t total_bytes);
  void finish();

  std::atomic<std::uint64_t> bytes{0};
  std::atomic<std::uint64_t> files{0};

 private:
  void print_until_finished();
  void print(const ProgressNumbers& now, bool last);

  std::string what_;
  ProgressStyle style_;
  std::uint64_t total_files_ = 0;
  std::uint64_t total_bytes_ = 0;
  std::chrono::steady_clock::time_point began_;
  std::mutex mutex_;
  std::condition_variable finished_changed_;
  bool finished_ = false;
  std::thread thread_;
};

[[nodiscard]] std::string size_in_words(std::uint64_t bytes);  // "3.4 GB"; powers of 1000
// "200M", "1.5G", "800k": bytes, powers of 1000. Errors: usage.
[[nodiscard]] Result<std::uint64_t> size_from_words(const std::string& text);

}  // namespace runseal::app
