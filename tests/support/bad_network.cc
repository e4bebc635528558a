#include "support/bad_network.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>

namespace runseal::test {
namespace {

constexpr std::size_t kept = 64U << 20U;

bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto sent = ::send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) {
      pollfd waiting{socket, POLLOUT, 0};
      if (::poll(&waiting, 1, 5'000) <= 0) return false;
      continue;
    }
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

BadNetwork::BadNetwork(const base::HostPort& listen, base::HostPort target, Plan plan)
    : target_(std::move(target)), plan_(plan) {
  listener_ = *base::tcp_listen(listen);
  port_ = base::tcp_port(listener_);
  acceptor_ = std::thread([this] { accept(); });
}

BadNetwork::~BadNetwork() {
  stop_ = true;
  acceptor_.join();
  for (auto& thread : threads_) thread.join();
}

std::string BadNetwork::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::string BadNetwork::first_client() {
  const std::lock_guard lock(mutex_);
  return first_client_;
}

void BadNetwork::accept() {
  while (!stop_) {
    std::string from;
    auto client = base::tcp_accept(listener_, std::chrono::milliseconds(50), from);
    if (!client || !*client) continue;
    threads_.emplace_back([this, first = threads_.empty(), socket = std::make_shared<base::Fd>(*std::move(client))] {
      relay(std::move(*socket), first);
    });
  }
}

bool BadNetwork::due() {
  if (plan_.fault == Fault::none || healed_) return false;
  const std::lock_guard lock(mutex_);
  if (faults_ >= plan_.times || carried_ < plan_.after * static_cast<std::uint64_t>(faults_ + 1)) return false;
  ++faults_;
  return true;
}

void BadNetwork::relay(base::Fd client, bool first) {
  auto server = base::tcp_connect(target_, std::chrono::milliseconds(2'000));
  if (!server) return;
  std::string block(1U << 16U, '\0');
  std::string held;  // swapped: goes out after the next block
  while (!stop_) {
    pollfd ends[] = {{client.get(), POLLIN, 0}, {server->get(), POLLIN, 0}};
    if (::poll(ends, 2, 50) <= 0) continue;
    for (int i = 0; i < 2; ++i) {
      if (ends[i].revents == 0) continue;
      const auto got = ::recv(ends[i].fd, block.data(), block.size(), 0);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) return;
      std::string bytes = block.substr(0, static_cast<std::size_t>(got));
      {
        const std::lock_guard lock(mutex_);
        if (seen_.size() < kept) seen_ += bytes;
        if (first && i == 0) first_client_ += bytes;
      }
      if ((i == 1) == plan_.from_server) {
        carried_ += bytes.size();
        if (due()) switch (plan_.fault) {
            case Fault::flip: bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1); break;
            case Fault::cut: return;
            case Fault::repeat: bytes += bytes; break;
            case Fault::drop: bytes.clear(); break;
            case Fault::swap: held = std::exchange(bytes, {}); break;
            case Fault::stall:
              while (!stop_ && !healed_) std::this_thread::sleep_for(std::chrono::milliseconds(20));
              return;
            case Fault::none: break;
          }
        if (!held.empty() && !bytes.empty()) bytes += std::exchange(held, {});
      }
      if (!send_all(ends[1 - i].fd, bytes.data(), bytes.size())) return;
    }
  }
}

}  // namespace runseal::test
