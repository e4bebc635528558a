#include "app/service_log.h"

#include <iostream>

#include "base/text.h"
#include "base/time.h"

namespace runseal::app {
namespace {
constexpr std::size_t most_lines = 10'000;
constexpr std::size_t longest_line = 2000;
}  // namespace

ServiceLog::ServiceLog(bool for_people) : for_people_(for_people), writer_([this] { write_all(); }) {}

ServiceLog::~ServiceLog() {
  {
    const std::lock_guard lock(lock_);
    ending_ = true;
  }
  changed_.notify_one();
  writer_.join();
}

void ServiceLog::info(const std::string& event, const Json& details, const std::string& words) {
  tell("info", event, details, words);
}

void ServiceLog::warning(const std::string& event, const Json& details, const std::string& words) {
  tell("warning", event, details, words);
}

void ServiceLog::tell(const char* level, const std::string& event, Json details, const std::string& words) {
  if (for_people_ && words.empty()) return;
  std::string line = base::printable(words, longest_line);
  if (!for_people_) {
    details["at"] = base::format_instant(base::system_clock().now());
    details["level"] = level;
    details["event"] = event;
    if (!words.empty()) details["message"] = words;
    line = details.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  {
    const std::lock_guard lock(lock_);
    if (lines_.size() >= most_lines) {
      ++lost_;
      return;
    }
    lines_.push_back(std::move(line));
  }
  changed_.notify_one();
}

void ServiceLog::write_all() {
  std::unique_lock lock(lock_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !lines_.empty(); });
    if (lines_.empty()) return;
    const auto lines = std::exchange(lines_, {});
    const auto lost = std::exchange(lost_, 0);
    lock.unlock();
    std::string all;
    for (const auto& line : lines) all.append(line).append("\n");
    if (lost > 0 && for_people_) all += "(" + std::to_string(lost) + " lines were lost)\n";
    if (lost > 0 && !for_people_) all += Json{{"level", "warning"}, {"event", "lines lost"}, {"count", lost}}.dump() + "\n";
    std::cerr << all << std::flush;
    lock.lock();
  }
}

}  // namespace runseal::app
