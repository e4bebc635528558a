// A TCP connection to a server that may be anything: every operation ends by the deadline or soon after a stop.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "audit/turn.h"
#include "base/bytes.h"
#include "base/enum_names.h"

namespace runseal::audit {

struct Limits {
  std::chrono::steady_clock::time_point deadline;  // by now()
  std::chrono::milliseconds allowed{};             // the whole time that the deadline came from, for messages
  const std::atomic<bool>* stop = nullptr;         // looked at every 50 ms
  Turn* turn = nullptr;                            // where others are asked at the same time

  [[nodiscard]] bool stopped() const { return stop != nullptr && stop->load(); }
  [[nodiscard]] std::chrono::steady_clock::time_point now() const;
  [[nodiscard]] std::chrono::milliseconds left() const;  // 0 when over or stopped
  // At most a third of what is left: for one question of several, so that one that is never answered leaves time for
  // the others.
  [[nodiscard]] Limits for_one_question() const;
};

enum class Outcome {
  answered,
  refused,
  unreachable,
  timed_out,
  closed,  // before a first byte of an answer
  reset,
  cancelled,
  other_protocol,
  malformed,
};

using Address = boost::asio::ip::tcp::endpoint;
using LookUp = std::function<std::vector<boost::asio::ip::address>(const std::string& host)>;

struct Received {
  Outcome outcome = Outcome::answered;
  Bytes bytes;  // what came, also when the outcome is not `answered`
};

// Not for two operations at once. Closes when it goes.
class Stream {
 public:
  Stream(const boost::asio::any_io_executor& executor, Limits limits);
  Stream(Stream&&) = default;
  ~Stream();

  // For servers that answer only ports below 1024, which only root may use: to be called before connect(), which takes
  // any other port where none of those can be had.
  void want_reserved_port();
  [[nodiscard]] bool has_reserved_port() const;
  boost::asio::awaitable<Outcome> connect(Address address);
  boost::asio::awaitable<Outcome> write(Bytes bytes);
  boost::asio::awaitable<Received> read(std::size_t count);      // exactly so many
  boost::asio::awaitable<Received> read_some(std::size_t most);  // at least one

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The system's resolver: the addresses of a name, IPv6 and IPv4, or none. Blocks.
[[nodiscard]] std::vector<boost::asio::ip::address> system_look_up(const std::string& host);

// The same within the limits, each address once. The system's resolver cannot be interrupted, so it runs on a thread
// that is left behind when the time is over.
boost::asio::awaitable<std::vector<Address>> resolve(std::string host, std::uint16_t port, Limits limits,
                                                     LookUp look_up);

}  // namespace runseal::audit

RUNSEAL_ENUM_NAMES(runseal::audit::Outcome, {runseal::audit::Outcome::answered, "answered"},
                   {runseal::audit::Outcome::refused, "refused the connection"},
                   {runseal::audit::Outcome::unreachable, "cannot be reached"},
                   {runseal::audit::Outcome::timed_out, "timed out"}, {runseal::audit::Outcome::closed, "closed"},
                   {runseal::audit::Outcome::reset, "reset"}, {runseal::audit::Outcome::cancelled, "cancelled"},
                   {runseal::audit::Outcome::other_protocol, "another protocol"},
                   {runseal::audit::Outcome::malformed, "malformed"});
