// A visitor who speaks TLS, and then whatever the test wants: also what no proper client would say.
#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "base/tcp.h"
#include "base/tls_client.h"

namespace runseal::console {

class Visitor {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Visitor(std::uint16_t port, bool shakes_hands = true) {
    auto connected = base::tcp_connect({"127.0.0.1", port}, std::chrono::seconds(5));
    EXPECT_TRUE(connected) << connected.error().describe();
    if (connected) socket_ = std::move(*connected);
    if (!shakes_hands) return;
    const auto last = Clock::now() + std::chrono::seconds(20);
    for (;;) {
      const auto done = tls_.shake_hands();
      flush();
      if (!done || *done || Clock::now() > last || !receive(std::chrono::seconds(20))) break;
    }
  }

  void say(std::string_view text) {
    EXPECT_TRUE(tls_.write(base::as_bytes(text)));
    flush();
  }
  void say_raw(std::string_view bytes) { put(base::as_bytes(bytes)); }

  // All that came until `enough` stands in it, the server closed, or the time is over.
  std::string hear(std::string_view enough = {}, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    const auto last = Clock::now() + limit;
    for (;;) {
      if (const auto some = tls_.read()) heard_.append(base::as_text(*some));
      if (!enough.empty() && heard_.contains(enough)) break;
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(last - Clock::now());
      if (tls_.ended() || left.count() <= 0 || !receive(left)) break;
    }
    return std::exchange(heard_, {});
  }
  // Whether the server closes within the time, whatever it says before.
  bool is_let_go(std::chrono::milliseconds limit) {
    const auto last = Clock::now() + limit;
    while (Clock::now() < last && !closed_) (void)receive(std::chrono::milliseconds(50));
    return closed_;
  }
  void half_close() { ::shutdown(socket_.get(), SHUT_WR); }
  void leave() { socket_.reset(); }

 private:
  void put(ByteView bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      pollfd waiting{socket_.get(), POLLOUT, 0};
      if (sent < 0 && (errno != EAGAIN || ::poll(&waiting, 1, 20'000) != 1)) return;
      if (sent > 0) bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
  }
  void flush() { put(tls_.take()); }
  bool receive(std::chrono::milliseconds limit) {
    pollfd waiting{socket_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(limit.count())) != 1) return false;
    Bytes piece(64U << 10U);
    const auto count = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    closed_ = count <= 0;
    if (closed_) return false;
    piece.resize(static_cast<std::size_t>(count));
    tls_.feed(piece);
    return true;
  }

  base::Fd socket_;
  base::TlsClient tls_{""};
  std::string heard_;
  bool closed_ = false;
};

}  // namespace runseal::console
