// Whose turn it is to talk, when many endpoints are asked at once: who waits long for a server keeps no other from
// talking, and what is asked of everybody first is a first word, since a host that says none takes the whole time
// limit.
#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

namespace runseal::audit {

// Of one endpoint. On the thread of its conversation.
class Turn {
 public:
  virtual ~Turn() = default;
  // The conversation's own clock: it stands still while others have the turn.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
  // Before and after whatever waits for the server.
  virtual void waits() = 0;
  virtual boost::asio::awaitable<void> goes_on(bool heard) = 0;
};

}  // namespace runseal::audit
