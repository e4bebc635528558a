#include "audit/session_socket.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <string>

#include "base/files.h"
#include "proto/smb_frame.h"

namespace runseal::audit {
namespace {

constexpr std::uint16_t smb_port = 445;

Result<> wait(const base::Fd& socket, short events, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return fail(ErrorCode::timeout, "the server did not answer in time");
    pollfd waiting{socket.get(), events, 0};
    const auto ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail(base::system_error("cannot wait for the server", {}, errno));
  }
}

Result<base::Fd> connect_to(const addrinfo& address, Deadline deadline) {
  base::Fd socket(::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return fail(base::system_error("cannot make a socket", {}, errno));
  if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  if (errno == EINPROGRESS) {
    RUNSEAL_CHECK(wait(socket, POLLOUT, deadline));
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) return socket;
  }
  return fail(ErrorCode::unavailable, "the server takes no connection");
}

}  // namespace

Result<SmbSocket> SmbSocket::connect(const base::Endpoint& endpoint, Deadline deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const auto port = std::to_string(endpoint.port == 0 ? smb_port : endpoint.port);
  if (::getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found) != 0)
    return fail(ErrorCode::unavailable, "the host name has no address", endpoint.host);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, ::freeaddrinfo);
  Result<base::Fd> socket = fail(ErrorCode::unavailable, "the host name has no address", endpoint.host);
  for (const auto* address = found; address && !socket; address = address->ai_next)
    socket = connect_to(*address, deadline);
  if (!socket) return fail(std::move(socket).error());
  return SmbSocket(std::move(*socket), deadline);
}

Result<> SmbSocket::send(ByteView bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    else if (errno == EAGAIN)
      RUNSEAL_CHECK(wait(socket_, POLLOUT, deadline_));
    else if (errno != EINTR)
      return fail(ErrorCode::unavailable, "the server closed the connection");
  }
  return {};
}

Result<Bytes> SmbSocket::take(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t have = 0; have < count;) {
    RUNSEAL_CHECK(wait(socket_, POLLIN, deadline_));
    const auto got = ::recv(socket_.get(), bytes.data() + have, count - have, 0);
    if (got > 0)
      have += static_cast<std::size_t>(got);
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
      return fail(ErrorCode::unavailable, "the server closed the connection");
  }
  return bytes;
}

Result<Bytes> SmbSocket::receive() {
  RUNSEAL_TRY(const auto header, take(proto::smb_frame_header));
  RUNSEAL_TRY(const auto length, proto::smb_frame_length(header));
  return take(length);
}

Result<Bytes> SmbSocket::ask(ByteView message) {
  RUNSEAL_CHECK(send(proto::smb_frame(message)));
  return receive();
}

}  // namespace runseal::audit
