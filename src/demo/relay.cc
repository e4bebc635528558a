#include "demo/relay.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/fd.h"
#include "demo/loopback.h"

namespace runseal::demo {
namespace {

constexpr std::size_t worth_attacking = 16U << 10U;

// Follows the direct-TCP framing in a stream that comes in pieces of any size, and strikes once.
class Attack {
 public:
  void pass(std::span<std::uint8_t> piece, std::atomic<bool>& done) {
    for (std::size_t at = 0; at < piece.size();) {
      if (header_.size() < 4) {
        header_.push_back(piece[at++]);
        if (header_.size() == 4) begin();
        continue;
      }
      const auto step = std::min(left_, piece.size() - at);
      const auto middle = length_ / 2;
      const auto before = length_ - left_;
      if (length_ > worth_attacking && before <= middle && middle < before + step && !done.exchange(true))
        piece[at + (middle - before)] ^= 0x01;
      left_ -= step;
      at += step;
      if (left_ == 0) header_.clear();
    }
  }

 private:
  void begin() {
    length_ = left_ =
        static_cast<std::size_t>(header_[1]) << 16U | static_cast<std::size_t>(header_[2]) << 8U | header_[3];
    if (left_ == 0) header_.clear();
  }

  Bytes header_;
  std::size_t length_ = 0;
  std::size_t left_ = 0;
};

bool send_all(int to, ByteView bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

struct Relay::State {
  Listener listener;
  std::uint16_t target = 0;
  std::atomic<bool> stopping = false;
  std::atomic<bool> changed = false;
  std::thread accepting;
  std::vector<std::jthread> connections;  // touched by `accepting` alone until it has ended

  ~State() {
    stopping = true;
    if (accepting.joinable()) accepting.join();
  }

  // Something to read, or the time to end; each thread looks up ten times a second.
  bool wait(std::span<pollfd> sockets) const {
    while (!stopping) {
      const auto ready = ::poll(sockets.data(), sockets.size(), 100);
      if (ready > 0) return true;
      if (ready < 0 && errno != EINTR) return false;
    }
    return false;
  }

  void accept_all() {
    std::array<pollfd, 1> incoming{{{listener.socket.get(), POLLIN, 0}}};
    while (wait(incoming)) {
      base::Fd client(::accept4(listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client) connections.emplace_back([this, held = std::move(client)] { relay(held); });
    }
  }

  void relay(const base::Fd& client) {
    const auto server = connect_to_loopback(target);
    if (!server) return;
    Attack attack;
    Bytes block(64U << 10U);
    std::array<pollfd, 2> ends{{{client.get(), POLLIN, 0}, {server->get(), POLLIN, 0}}};
    while (wait(ends))
      for (std::size_t from = 0; from < 2; ++from) {
        if (ends[from].revents == 0) continue;
        const auto got = ::recv(ends[from].fd, block.data(), block.size(), 0);
        if (got <= 0) return;
        const auto piece = std::span(block).first(static_cast<std::size_t>(got));
        if (from == 0) attack.pass(piece, changed);
        if (!send_all(ends[1 - from].fd, piece)) return;
      }
  }
};

Relay::Relay(std::unique_ptr<State> state) : state_(std::move(state)) {}
Relay::Relay(Relay&&) noexcept = default;
Relay& Relay::operator=(Relay&&) noexcept = default;
Relay::~Relay() = default;

Result<Relay> Relay::start(std::uint16_t target_port) {
  auto state = std::make_unique<State>();
  RUNSEAL_TRY(state->listener, listen_on_loopback());
  state->target = target_port;
  state->accepting = std::thread([raw = state.get()] { raw->accept_all(); });
  return Relay(std::move(state));
}

std::uint16_t Relay::port() const { return state_->listener.port; }
bool Relay::changed_a_byte() const { return state_->changed; }

void Relay::stop() {
  state_->stopping = true;
  if (state_->accepting.joinable()) state_->accepting.join();
  state_->connections.clear();
  state_->listener.socket.reset();
}

}  // namespace runseal::demo
