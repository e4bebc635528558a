#include "audit/session_socket.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/files.h"
#include "proto/smb_frame.h"

namespace runseal::audit {
namespace {

constexpr std::chrono::milliseconds look_at_stop_every{50};

Result<> wait(const base::Fd& socket, short events, const Limits& limits) {
  for (;;) {
    const auto left = std::min(limits.left(), look_at_stop_every);
    if (left.count() <= 0) return fail(ErrorCode::timeout, "the server did not answer in time");
    pollfd waiting{socket.get(), events, 0};
    const auto ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return fail(base::system_error("cannot wait for the server", {}, errno));
  }
}

}  // namespace

Result<SmbSocket> SmbSocket::connect(const Address& address, Limits limits) {
  base::Fd socket(::socket(address.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return fail(base::system_error("cannot make a socket", {}, errno));
  if (::connect(socket.get(), address.data(), static_cast<socklen_t>(address.size())) == 0)
    return SmbSocket(std::move(socket), limits);
  if (errno == EINPROGRESS) {
    RUNSEAL_CHECK(wait(socket, POLLOUT, limits));
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0)
      return SmbSocket(std::move(socket), limits);
  }
  return fail(ErrorCode::unavailable, "the server takes no connection");
}

Result<> SmbSocket::send(ByteView bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    else if (errno == EAGAIN)
      RUNSEAL_CHECK(wait(socket_, POLLOUT, limits_));
    else if (errno != EINTR)
      return fail(ErrorCode::unavailable, "the server closed the connection");
  }
  return {};
}

Result<Bytes> SmbSocket::take(std::size_t count) {
  Bytes bytes(count);
  for (std::size_t have = 0; have < count;) {
    RUNSEAL_CHECK(wait(socket_, POLLIN, limits_));
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
