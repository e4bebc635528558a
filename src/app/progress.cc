#include "app/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "app/screen.h"
#include "base/json.h"
#include "base/text.h"

namespace runseal::app {
namespace {

using std::chrono::milliseconds;

constexpr auto bar_every = milliseconds(200);
constexpr auto line_every = milliseconds(1000);
constexpr double newest_weighs = 0.1;            // of one reading in the rate: smooth over about two seconds
constexpr auto waits = std::chrono::seconds(3);  // so long without a byte, and a rate would only mislead

std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 80;
}

double share(const ProgressNumbers& now) {
  if (now.total_bytes > 0) return std::min(1.0, static_cast<double>(now.bytes) / static_cast<double>(now.total_bytes));
  if (now.total_files > 0) return std::min(1.0, static_cast<double>(now.files) / static_cast<double>(now.total_files));
  return 1.0;
}

// Seconds; negative: not known.
double seconds_left(const ProgressNumbers& now) {
  if (now.rate < 1 || now.bytes >= now.total_bytes) return -1;
  return static_cast<double>(now.total_bytes - now.bytes) / now.rate;
}

std::string clock(std::uint64_t seconds) {
  return seconds >= 3600 ? fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
                         : fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

std::uint64_t waiting_seconds(const ProgressNumbers& now) {
  return now.still < waits ? 0 : static_cast<std::uint64_t>(now.still.count() / 1000);
}

std::string pace_words(const ProgressNumbers& now) {
  if (const auto waiting = waiting_seconds(now); waiting > 0) return "waiting for " + clock(waiting);
  const auto rate = size_in_words(static_cast<std::uint64_t>(now.rate)) + "/s";
  const auto left = seconds_left(now);
  return left < 0 ? rate : rate + "  " + clock(static_cast<std::uint64_t>(left)) + " left";
}

void write_error(const std::string& text) { (void)!::write(STDERR_FILENO, text.data(), text.size()); }

}  // namespace

ProgressStyle bar_on_a_terminal() { return ::isatty(STDERR_FILENO) == 1 ? ProgressStyle::bar : ProgressStyle::none; }

Result<std::uint64_t> size_from_words(const std::string& text) {
  const auto unit = text.empty() ? std::string::npos : std::string("kMG").find(text.back());
  const auto digits = unit == std::string::npos ? text : text.substr(0, text.size() - 1);
  char* end = nullptr;
  const double number = std::strtod(digits.c_str(), &end);
  const double bytes = number * (unit == std::string::npos ? 1 : std::pow(1000, static_cast<double>(unit) + 1));
  if (digits.empty() || *end != '\0' || !(bytes >= 1) || bytes > 1e12)
    return fail(ErrorCode::usage, "\"" + base::printable(text, 40) + "\" is not a number of bytes", {},
                "for example 200M or 1.5G");
  return static_cast<std::uint64_t>(bytes);
}

std::string size_in_words(std::uint64_t bytes) {
  constexpr const char* units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < std::size(units); ++unit) value /= 1000;
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

std::string bar_line(const std::string& what, const ProgressNumbers& now, std::size_t width) {
  const auto numbers = fmt::format(" {:3.0f} %  {} of {}  {}/{} files  {}", 100 * share(now), size_in_words(now.bytes),
                                   size_in_words(now.total_bytes), now.files, now.total_files, pace_words(now));
  const auto used = columns(what) + columns(numbers) + 3;
  if (used + 8 > width) return (what + numbers).substr(0, width - 1);
  const auto room = std::min<std::size_t>(30, width - used);
  const auto full = static_cast<std::size_t>(share(now) * static_cast<double>(room));
  return what + " [" + std::string(full, '=') + std::string(room - full, ' ') + "]" + numbers;
}

std::string json_line(const std::string& what, const ProgressNumbers& now) {
  Json line{{"progress", what},
            {"bytes", now.bytes},
            {"total_bytes", now.total_bytes},
            {"files", now.files},
            {"total_files", now.total_files},
            {"elapsed_ms", now.elapsed.count()},
            {"bytes_per_second", static_cast<std::uint64_t>(now.rate)},
            {"seconds_left", nullptr},
            {"waiting_seconds", waiting_seconds(now)}};
  if (const auto left = seconds_left(now); left >= 0) line["seconds_left"] = static_cast<std::uint64_t>(left);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Progress::start(std::uint64_t total_files, std::uint64_t total_bytes) {
  total_files_ = total_files;
  total_bytes_ = total_bytes;
  began_ = std::chrono::steady_clock::now();
  if (style_ != ProgressStyle::none && !thread_.joinable()) thread_ = std::thread([this] { print_until_finished(); });
}

void Progress::finish() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  finished_changed_.notify_all();
  thread_.join();
}

void Progress::print_until_finished() {
  const auto every = style_ == ProgressStyle::bar ? bar_every : line_every;
  ProgressNumbers now{0, total_bytes_, 0, total_files_, milliseconds(0), 0};
  std::unique_lock lock(mutex_);
  for (bool last = false; !last;) {
    last = finished_changed_.wait_for(lock, every, [this] { return finished_; });
    const auto elapsed = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began_);
    const auto read = bytes.load();
    if (elapsed > now.elapsed) {
      const double lately =
          static_cast<double>(read - now.bytes) * 1000 / static_cast<double>((elapsed - now.elapsed).count());
      const auto whole = static_cast<double>(read) * 1000 / static_cast<double>(elapsed.count());
      // at first the mean says more than the last moment
      now.rate = elapsed < milliseconds(3000) ? whole : now.rate + newest_weighs * (lately - now.rate);
    }
    now.bytes = read;
    now.files = files.load();
    now.elapsed = elapsed;
    print(now, last);
  }
}

void Progress::print(const ProgressNumbers& now, bool last) {
  if (style_ == ProgressStyle::json_lines) return write_error(json_line(what_, now) + "\n");
  write_error(last ? "\r\x1b[K" : "\r" + bar_line(what_, now, terminal_width()) + "\x1b[K");
}

}  // namespace runseal::app
