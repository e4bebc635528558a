// What a service tells: quiet lines for people on a terminal, else one JSON object a line on standard error.
// No secrets, and of addresses nothing behind a question mark.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "base/json.h"

namespace runseal::app {

// Thread-safe. Whoever tells something never waits for whoever reads it: what is too much falls out, and is counted.
class ServiceLog {
 public:
  explicit ServiceLog(bool for_people);
  ServiceLog(const ServiceLog&) = delete;
  ServiceLog& operator=(const ServiceLog&) = delete;
  ~ServiceLog();  // after all was written

  // `words`: for people; empty: they are not told.
  void info(const std::string& event, const Json& details, const std::string& words = {});
  void warning(const std::string& event, const Json& details, const std::string& words);

 private:
  void tell(const char* level, const std::string& event, Json details, const std::string& words);
  void write_all();

  bool for_people_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  std::uint64_t lost_ = 0;
  bool ending_ = false;
  std::thread writer_;
};

}  // namespace runseal::app
