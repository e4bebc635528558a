#include "base/tls_socket.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace runseal::base {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t write_buffer = 256U << 10U;  // one system call for sixteen records
constexpr std::size_t read_buffer = 256U << 10U;

TlsSocket& socket_of(BIO* bio) { return *static_cast<TlsSocket*>(BIO_get_data(bio)); }

int bio_write(BIO* bio, const char* bytes, int size) {
  auto& socket = socket_of(bio);
  const auto* const raw = reinterpret_cast<const std::uint8_t*>(bytes);  // of another type it would go byte by byte
  socket.waiting.insert(socket.waiting.end(), raw, raw + size);
  return socket.waiting.size() < write_buffer || socket.flush() ? size : -1;
}

int bio_read(BIO* bio, char* into, int size) {
  auto& socket = socket_of(bio);
  return socket.flush() ? socket.receive(into, size) : -1;
}

long bio_control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return socket_of(bio).flush() ? 1 : 0;
  return 0;
}

}  // namespace

bool TlsSocket::wait(short events) {
  const auto until = (events & POLLIN) != 0 ? std::min(deadline, whole_by) : deadline;
  const auto left = until == Clock::time_point::max()
                        ? stall
                        : std::min(stall, std::chrono::ceil<milliseconds>(until - Clock::now()));
  pollfd waiting_for{fd.get(), events, 0};
  const int ready = left.count() <= 0 ? 0 : ::poll(&waiting_for, 1, static_cast<int>(left.count()));
  if (ready > 0) return true;
  error = ready == 0 ? ETIMEDOUT : errno;
  return ready < 0 && errno == EINTR;
}

bool TlsSocket::flush() {
  std::size_t at = 0;
  while (at < waiting.size()) {
    const auto sent = ::send(fd.get(), waiting.data() + at, waiting.size() - at, MSG_NOSIGNAL);
    if (sent >= 0) {
      at += static_cast<std::size_t>(sent);
    } else if (errno != EAGAIN && errno != EINTR) {
      error = errno;
      return false;
    } else if (errno == EAGAIN && !wait(POLLOUT)) {
      return false;
    }
  }
  waiting.clear();
  return true;
}

// OpenSSL asks for a record's head and then its body; one system call brings many records. (Its own read-ahead moves
// all that is left in the buffer for each record.)
int TlsSocket::receive(char* into, int size) {
  if (from == arrived && !fill()) return -1;
  const auto count = std::min(static_cast<std::size_t>(size), arrived - from);
  std::memcpy(into, buffer.data() + from, count);
  from += count;
  return static_cast<int>(count);
}

bool TlsSocket::fill() {
  buffer.resize(read_buffer);
  from = arrived = 0;
  for (;;) {
    const auto got = ::recv(fd.get(), buffer.data(), buffer.size(), 0);
    if (got >= 0) {
      error = 0;
      arrived = static_cast<std::size_t>(got);
      return true;
    }
    if (errno != EAGAIN && errno != EINTR) {
      error = errno;
      return false;
    }
    if (errno == EAGAIN && !wait(POLLIN)) return false;
  }
}

BIO* new_bio(TlsSocket& socket) {
  static BIO_METHOD* const method = [] {
    auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "runseal socket");
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  auto* bio = BIO_new(method);
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace runseal::base
