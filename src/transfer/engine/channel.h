// Frames over one TLS connection. One thread at a time; cut() from any.
#pragma once

#include "base/tls.h"
#include "transfer/wire/frames.h"

namespace runseal::transfer {

struct Frame {
  FrameType type{};
  ByteView body;  // until the next receive()
};

class Channel {
 public:
  explicit Channel(base::TlsConnection tls) : tls_(std::move(tls)) {}

  // Waits in a buffer until flush().
  [[nodiscard]] Result<> send(FrameType type, ByteView body = {}, ByteView payload = {});
  [[nodiscard]] Result<> flush() { return tls_.flush(); }
  [[nodiscard]] Result<> say(FrameType type, ByteView body = {});  // send and flush

  // A `refused` frame is returned as the error that it tells of.
  [[nodiscard]] Result<Frame> receive();
  [[nodiscard]] Result<ByteView> receive(FrameType expected);

  [[nodiscard]] const base::PublicKey& peer() const { return tls_.peer(); }
  [[nodiscard]] base::TlsConnection& tls() { return tls_; }
  [[nodiscard]] bool refused() const { return refused_; }  // the last error was said by the other end
  void cut() const { tls_.cut(); }

 private:
  base::TlsConnection tls_;
  Bytes body_;
  bool refused_ = false;
};

// The receiver's word for a connection that broke: `unavailable` tells the sender that another attempt is worth it, as
// nothing that its disk says does.
[[nodiscard]] Error connection_lost(Error error);

[[nodiscard]] Refused refusal(const Error& error);

}  // namespace runseal::transfer
