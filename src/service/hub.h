// What happens, told to whoever listens: pages that are open. Nothing here is kept; the records are the truth.
// Thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace runseal::service {

struct Event {
  std::string name;                         // "changed", "job", "transfers"
  std::shared_ptr<const std::string> data;  // JSON on one line
};

// One listener's queue. A newer event of the same `key` replaces one that still waits, so that a slow listener gets the
// latest state and the queue stays short.
class Listener {
 public:
  [[nodiscard]] std::optional<Event> next();
  // Called, by the thread that publishes, when the queue was empty and is no longer.
  void on_event(std::function<void()> wake);

 private:
  friend class Hub;
  void put(const std::string& key, const Event& event);
  std::mutex lock_;
  std::deque<std::pair<std::string, Event>> queue_;
  std::function<void()> wake_;
};

class Hub {
 public:
  static constexpr std::size_t most_waiting = 256;  // of one listener; what is older falls out

  [[nodiscard]] std::shared_ptr<Listener> listen();  // until the pointer goes
  void publish(const std::string& name, const std::string& key, const Json& data);
  [[nodiscard]] std::size_t listeners();

 private:
  std::mutex lock_;
  std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace runseal::service
