// One blocking TCP connection with a deadline, and SMB messages over it.
#pragma once

#include <chrono>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "base/fd.h"
#include "base/result.h"

namespace runseal::audit {

using Deadline = std::chrono::steady_clock::time_point;

class SmbSocket {
 public:
  // Errors: unavailable, timeout. (The name is looked up by the system, which the deadline does not bound.)
  [[nodiscard]] static Result<SmbSocket> connect(const base::Endpoint& endpoint, Deadline deadline);

  // One message there and one back, without their frames. Errors: unavailable (closed, reset), timeout, invalid, limit.
  [[nodiscard]] Result<Bytes> ask(ByteView message);
  [[nodiscard]] Result<Bytes> receive();

 private:
  SmbSocket(base::Fd socket, Deadline deadline) : socket_(std::move(socket)), deadline_(deadline) {}
  Result<> send(ByteView bytes);
  Result<Bytes> take(std::size_t count);

  base::Fd socket_;
  Deadline deadline_;
};

}  // namespace runseal::audit
