#include "audit/stream.h"

#include <algorithm>
#include <random>

#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace runseal::audit {
namespace asio = boost::asio;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds look_at_stop_every{50};
constexpr std::uint16_t first_reserved = 665, last_reserved = 1023;  // below them are the ports of common services
constexpr int reserved_tries = 16;

Outcome outcome_of(const error_code& error) {
  if (!error) return Outcome::answered;
  if (error == asio::error::eof) return Outcome::closed;
  if (error == asio::error::connection_refused) return Outcome::refused;
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe ||
      error == asio::error::connection_aborted)
    return Outcome::reset;
  if (error == asio::error::timed_out) return Outcome::timed_out;
  return Outcome::unreachable;
}

bool bind_reserved(asio::ip::tcp::socket& socket, asio::ip::tcp protocol) {
  error_code error;
  (void)socket.open(protocol, error);
  std::uniform_int_distribution<std::uint16_t> any(first_reserved, last_reserved);
  std::random_device random;
  for (int i = 0; i < reserved_tries && !error; ++i) {
    if (!socket.bind({protocol, any(random)}, error)) return true;
    if (error == asio::error::address_in_use) error.clear();
  }
  return false;
}

}  // namespace

SteadyClock::time_point Limits::now() const { return turn != nullptr ? turn->now() : SteadyClock::now(); }

std::chrono::milliseconds Limits::left() const {
  if (stopped()) return {};
  const auto span = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now());
  return std::max(span, std::chrono::milliseconds{});
}

Limits Limits::for_one_question() const {
  Limits one = *this;
  one.deadline = std::min(deadline, now() + left() / 3);
  return one;
}

struct Stream::State {
  State(const asio::any_io_executor& executor, Limits given) : socket(executor), timer(executor), limits(given) {}

  // Closes the socket when the time is over, which ends whatever waits on it.
  static void watch(const std::shared_ptr<State>& state) {
    const auto left = state->limits.left();
    state->timer.expires_after(state->limits.stop ? std::min(left, look_at_stop_every) : left);
    state->timer.async_wait([weak = std::weak_ptr(state)](const error_code& error) {
      const auto alive = weak.lock();
      if (error || !alive) return;
      if (alive->limits.left().count() > 0) return watch(alive);
      alive->over = alive->limits.stopped() ? Outcome::cancelled : Outcome::timed_out;
      error_code ignored;
      (void)alive->socket.close(ignored);
    });
  }

  void waits() const {
    if (limits.turn != nullptr) limits.turn->waits();
  }
  [[nodiscard]] asio::awaitable<void> goes_on(bool heard) const {
    if (limits.turn != nullptr) co_await limits.turn->goes_on(heard);
  }

  [[nodiscard]] Outcome outcome(const error_code& error) const {
    return error && over != Outcome::answered ? over : outcome_of(error);
  }

  asio::ip::tcp::socket socket;
  asio::steady_timer timer;
  Limits limits;
  Outcome over = Outcome::answered;
  bool wants_reserved = false;
  bool reserved = false;
};

Stream::Stream(const asio::any_io_executor& executor, Limits limits)
    : state_(std::make_shared<State>(executor, limits)) {}

Stream::~Stream() {
  if (!state_) return;
  error_code ignored;
  state_->timer.cancel();
  (void)state_->socket.close(ignored);
}

void Stream::want_reserved_port() { state_->wants_reserved = true; }
bool Stream::has_reserved_port() const { return state_->reserved; }

asio::awaitable<Outcome> Stream::connect(Address address) {
  const auto state = state_;
  if (state->limits.stopped()) co_return Outcome::cancelled;
  if (state->limits.left().count() == 0) co_return Outcome::timed_out;
  State::watch(state);
  error_code error;
  if (state->wants_reserved) state->reserved = bind_reserved(state->socket, address.protocol());
  state->waits();
  co_await state->socket.async_connect(address, asio::redirect_error(asio::use_awaitable, error));
  co_await state->goes_on(false);
  error_code ignored;
  (void)state->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  co_return state->outcome(error);
}

asio::awaitable<Outcome> Stream::write(Bytes bytes) {
  const auto state = state_;
  error_code error;
  co_await asio::async_write(state->socket, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  co_return state->outcome(error);
}

asio::awaitable<Received> Stream::read(std::size_t count) {
  const auto state = state_;
  Received received;
  received.bytes.resize(count);
  error_code error;
  state->waits();
  const std::size_t got = co_await asio::async_read(state->socket, asio::buffer(received.bytes),
                                                    asio::redirect_error(asio::use_awaitable, error));
  co_await state->goes_on(got > 0);
  received.bytes.resize(got);
  received.outcome = state->outcome(error);
  co_return received;
}

asio::awaitable<Received> Stream::read_some(std::size_t most) {
  const auto state = state_;
  Received received;
  received.bytes.resize(most);
  error_code error;
  state->waits();
  const std::size_t got = co_await state->socket.async_read_some(asio::buffer(received.bytes),
                                                                 asio::redirect_error(asio::use_awaitable, error));
  co_await state->goes_on(got > 0);
  received.bytes.resize(got);
  received.outcome = state->outcome(error);
  co_return received;
}

}  // namespace runseal::audit
