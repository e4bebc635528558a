// Letters that were read and wait for a person to confirm them. In memory only, for an hour, bounded in number and
// bytes: the oldest goes when there is no room. Thread-safe.
#pragma once

#include <deque>
#include <mutex>

#include "service/notices.h"

namespace runseal::console {

class Readings {
 public:
  static constexpr std::size_t most = 32;
  static constexpr std::size_t most_bytes = 128U << 20U;
  static constexpr std::chrono::minutes lasts{60};

  // Its id. Only `account` finds it again.
  std::string put(const std::string& account, service::Letter letter, Instant now);
  // Errors: not_found (never, no longer, or somebody else's).
  Result<std::shared_ptr<const service::Letter>> find(const std::string& account, const std::string& id, Instant now);
  void drop(const std::string& id);

 private:
  struct Reading {
    std::string id;
    std::string account;
    Instant at;
    std::shared_ptr<const service::Letter> letter;
    std::size_t bytes = 0;
  };
  void forget(Instant now, std::size_t room);

  std::mutex lock_;
  std::deque<Reading> all_;  // oldest first
  std::size_t bytes_ = 0;
};

}  // namespace runseal::console
