#include "app/transfer_progress.h"

#include <iostream>

namespace runseal::app {
namespace {

constexpr const char* clear_line = "\r\x1b[K";

}  // namespace

TransferProgress::TransferProgress(std::string what, const transfer::Progress& numbers, ProgressStyle style)
    : what_(std::move(what)), numbers_(numbers), style_(style) {
  if (style_ != ProgressStyle::none) thread_ = std::thread([this] { print_until_finished(); });
}

void TransferProgress::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TransferProgress::say(const std::string& line) {
  const std::lock_guard lock(mutex_);
  if (style_ == ProgressStyle::bar) std::cerr << clear_line;
  std::cerr << line << '\n';
}

void TransferProgress::print_until_finished() {
  const auto every = style_ == ProgressStyle::bar ? std::chrono::milliseconds(200) : std::chrono::milliseconds(1'000);
  const auto began = std::chrono::steady_clock::now();
  auto moved = began;
  double rate = 0;
  std::uint64_t before = 0;
  std::uint64_t signs_before = 0;
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, every, [&] { return finished_; })) {
    const auto at = std::chrono::steady_clock::now();
    ProgressNumbers now;
    now.bytes = numbers_.bytes_done;
    now.total_bytes = numbers_.bytes_total;
    now.files = numbers_.files_done;
    now.total_files = numbers_.files_total;
    now.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(at - began);
    const auto signs = now.bytes + now.files + numbers_.bytes_sent + numbers_.bytes_read_back;
    if (signs != signs_before) moved = at;
    signs_before = signs;
    now.still = std::chrono::duration_cast<std::chrono::milliseconds>(at - moved);
    const double lately =
        static_cast<double>(now.bytes > before ? now.bytes - before : 0) / std::chrono::duration<double>(every).count();
    rate = before == 0 ? lately : rate * 0.8 + lately * 0.2;
    before = now.bytes;
    now.rate = rate;
    if (style_ == ProgressStyle::bar)
      std::cerr << '\r' << bar_line(what_, now, 79) << "\x1b[K" << std::flush;
    else
      std::cerr << json_line(what_, now) << std::endl;
  }
  if (style_ == ProgressStyle::bar) std::cerr << clear_line << std::flush;
}

}  // namespace runseal::app
