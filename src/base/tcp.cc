#include "base/tcp.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

namespace runseal::base {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> resolve(const HostPort& host, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error =
      ::getaddrinfo(host.host.empty() ? nullptr : host.host.c_str(), std::to_string(host.port).c_str(), &hints, &found);
  if (error != 0)
    return fail(ErrorCode::unavailable, std::string("no such address: ") + ::gai_strerror(error), host.text());
  return Addresses(found, &::freeaddrinfo);
}

int no_delay(int socket) {
  const int on = 1;
  return ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// 0, or the error number
int connect_one(int socket, const addrinfo& address, milliseconds limit) {
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd waiting{socket, POLLOUT, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(limit.count()));
  if (ready == 0) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  if (ready < 0 || ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

}  // namespace

std::string HostPort::text() const {
  const bool six = host.find(':') != std::string::npos;
  return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<HostPort> parse_host_port(std::string_view text, std::uint16_t default_port) {
  const auto bad = [&] {
    return fail(ErrorCode::usage, "not an address of the form host:port", std::string(text.substr(0, 200)),
                "for example nas01:7433 or [::1]:7433");
  };
  HostPort out{"", default_port};
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return bad();
    out.host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!port.empty() && port.front() != ':') return bad();
  } else {
    const auto colon = text.rfind(':');
    if (colon != text.find(':')) return bad();
    out.host = text.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
  }
  if (out.host.size() > 253 || out.host.find_first_of(" \t\n/@%") != std::string::npos) return bad();
  if (port.empty()) return out;
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (error != std::errc{} || end != port.data() + port.size()) return bad();
  return out;
}

Result<Fd> tcp_connect(const HostPort& to, milliseconds limit) {
  RUNSEAL_TRY(const auto addresses, resolve(to, 0));
  const auto deadline = Clock::now() + limit;
  int error = EADDRNOTAVAIL;
  for (const auto* at = addresses.get(); at != nullptr; at = at->ai_next) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) break;
    Fd fd(::socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) continue;
    error = connect_one(fd.get(), *at, left);
    if (error != 0) continue;
    no_delay(fd.get());
    return fd;
  }
  return fail(error == ETIMEDOUT ? ErrorCode::timeout : ErrorCode::unavailable,
              std::string("no connection: ") + std::strerror(error), to.text(),
              "is `runseal receive` running there, and does a firewall let this port through?");
}

Result<Fd> tcp_listen(const HostPort& at) {
  RUNSEAL_TRY(const auto addresses, resolve(at, AI_PASSIVE));
  int error = EADDRNOTAVAIL;
  for (const auto* address = addresses.get(); address != nullptr; address = address->ai_next) {
    Fd fd(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    if (fd && ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        ::bind(fd.get(), address->ai_addr, address->ai_addrlen) == 0 && ::listen(fd.get(), 128) == 0)
      return fd;
    error = errno;
  }
  return fail(ErrorCode::unavailable, std::string("cannot listen: ") + std::strerror(error), at.text(),
              "is the address this machine's, and is the port free?");
}

std::uint16_t tcp_port(const Fd& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  std::uint16_t port = 0;
  std::memcpy(&port, reinterpret_cast<const char*>(&address) + offsetof(sockaddr_in, sin_port), sizeof port);
  return ntohs(port);  // at the same place in sockaddr_in6
}

Result<Fd> tcp_accept(const Fd& listener, milliseconds limit, std::string& from) {
  pollfd waiting{listener.get(), POLLIN, 0};
  const int ready = ::poll(&waiting, 1, static_cast<int>(limit.count()));
  if (ready == 0 || (ready < 0 && errno == EINTR)) return Fd();
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  Fd fd(::accept4(listener.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!fd) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return Fd();
    return fail(errno == EMFILE || errno == ENFILE ? ErrorCode::limit : ErrorCode::io,
                std::string("cannot take a connection: ") + std::strerror(errno));
  }
  no_delay(fd.get());
  char host[NI_MAXHOST] = "?";
  (void)::getnameinfo(reinterpret_cast<sockaddr*>(&address), size, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  from = host;
  return fd;
}

}  // namespace runseal::base
