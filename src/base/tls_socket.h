// The socket as OpenSSL sees it: buffered writes without SIGPIPE, and every wait bounded. For tls.cc.
#pragma once

#include <chrono>

#include <openssl/bio.h>

#include "base/bytes.h"
#include "base/fd.h"

namespace runseal::base {

struct TlsSocket {
  using Clock = std::chrono::steady_clock;

  Fd fd;
  Bytes waiting;
  Bytes buffer;  // read from the socket, [from, arrived) not yet taken
  std::size_t from = 0;
  std::size_t arrived = 0;
  std::chrono::milliseconds stall{15'000};
  Clock::time_point deadline = Clock::time_point::max();
  Clock::time_point whole_by = Clock::time_point::max();  // what is being read: a few bytes a second do not put it off
  int error = 0;                                          // the last errno; ETIMEDOUT for a wait that was too long

  [[nodiscard]] bool wait(short events);
  [[nodiscard]] bool flush();
  [[nodiscard]] int receive(char* into, int size);
  [[nodiscard]] bool fill();  // the buffer anew; with nothing when the other end has ended
};

[[nodiscard]] BIO* new_bio(TlsSocket& socket);  // outlived by the socket

}  // namespace runseal::base
