// Somebody on the laboratory's network: a TCP relay between an SMB client and its server that changes one byte.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"

namespace runseal::demo {

// Listens on 127.0.0.1 and relays each connection to 127.0.0.1:target_port. The attack, once in its life: in the middle
// of the first direct-TCP message (MS-SMB2 2.1: one zero byte, three bytes of length) over 16 KiB from client to
// server, one bit is flipped. Everything else passes unchanged. Threads of its own end with the object.
class Relay {
 public:
  [[nodiscard]] static Result<Relay> start(std::uint16_t target_port);  // io

  Relay(Relay&&) noexcept;
  Relay& operator=(Relay&&) noexcept;
  ~Relay();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] bool changed_a_byte() const;
  void stop();

 private:
  struct State;
  explicit Relay(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace runseal::demo
