// One blocking TCP connection with limits, and SMB messages over it.
#pragma once

#include "audit/stream.h"
#include "base/bytes.h"
#include "base/fd.h"
#include "base/result.h"

namespace runseal::audit {

class SmbSocket {
 public:
  // Errors: unavailable, timeout (also when stopped).
  [[nodiscard]] static Result<SmbSocket> connect(const Address& address, Limits limits);

  // One message there and one back, without their frames. Errors: unavailable (closed, reset), timeout, invalid, limit.
  [[nodiscard]] Result<Bytes> ask(ByteView message);
  [[nodiscard]] Result<Bytes> receive();

 private:
  SmbSocket(base::Fd socket, Limits limits) : socket_(std::move(socket)), limits_(limits) {}
  Result<> send(ByteView bytes);
  Result<Bytes> take(std::size_t count);

  base::Fd socket_;
  Limits limits_;
};

}  // namespace runseal::audit
