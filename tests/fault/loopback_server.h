// A TCP server on 127.0.0.1 that does to each client what a test tells it to.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "base/bytes.h"
#include "base/fd.h"

namespace runseal::test {

// One client of the server, seen from its side. Every call gives up when the server goes.
class Client {
 public:
  Client(base::Fd fd, int number, const std::atomic<bool>& over) : fd_(std::move(fd)), number_(number), over_(over) {}

  [[nodiscard]] int number() const { return number_; }  // counted from 0
  bool send(ByteView bytes) const {
    std::size_t sent = 0;
    while (sent < bytes.size() && !over_) {
      if (!wait(POLLOUT)) continue;
      const auto put = ::send(fd_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (put <= 0) return false;
      sent += static_cast<std::size_t>(put);
    }
    return sent == bytes.size();
  }
  Bytes receive() const {  // what there is; empty at the end
    while (!over_) {
      if (!wait(POLLIN)) continue;
      Bytes block(65536);
      const auto got = ::recv(fd_.get(), block.data(), block.size(), 0);
      block.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
      return block;
    }
    return {};
  }
  void hold() const {  // silence until the client goes
    while (!receive().empty()) {
    }
  }
  void pause(std::chrono::milliseconds time) const {
    const auto end = std::chrono::steady_clock::now() + time;
    while (!over_ && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  void finish() const { ::shutdown(fd_.get(), SHUT_WR); }  // says no more
  void reset() {
    const linger now{1, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    fd_.reset();
  }

 private:
  bool wait(short what) const {
    pollfd waiting{fd_.get(), what, 0};
    return ::poll(&waiting, 1, 20) > 0;
  }

  base::Fd fd_;
  int number_;
  const std::atomic<bool>& over_;
};

class LoopbackServer {
 public:
  explicit LoopbackServer(std::function<void(Client&)> behaviour) : behaviour_(std::move(behaviour)) {
    listener_ = base::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_.get(), 1024) != 0 ||
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no loopback server");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept(); });
  }
  ~LoopbackServer() {
    over_ = true;
    acceptor_.join();
    for (auto& client : clients_) client.join();
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return count_; }

 private:
  void accept() {
    while (!over_) {
      pollfd waiting{listener_.get(), POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      base::Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!fd) continue;
      clients_.emplace_back([this, number = count_++, taken = std::make_shared<base::Fd>(std::move(fd))] {
        Client client(std::move(*taken), number, over_);
        behaviour_(client);
      });
    }
  }

  std::function<void(Client&)> behaviour_;
  base::Fd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> over_ = false;
  std::atomic<int> count_ = 0;
  std::list<std::thread> clients_;
  std::thread acceptor_;
};

}  // namespace runseal::test
