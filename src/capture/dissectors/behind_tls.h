// What follows STARTTLS, or is TLS from its first byte on another protocol's port: read as TLS, and told with the facts
// of the protocol around it.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

class BehindTls {
 public:
  // `from_start`: its first record was seen.
  explicit BehindTls(const FlowContext& flow, bool from_start = true);

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) { tls_->data(from, bytes, missing, at); }
  void gap(Side from, std::uint64_t bytes, Moment at) { tls_->gap(from, bytes, at); }
  [[nodiscard]] std::size_t footprint() const { return sizeof *this + tls_->footprint(); }
  // Its facts are added to `report`. Its axes, which hold for what went through TLS:
  [[nodiscard]] FlowReport finish_into(FlowReport& report);

 private:
  FlowContext flow_;  // as it is from here on: its start was seen
  std::unique_ptr<Dissector> tls_;
};

// The first bytes of a TLS record that carries a handshake; `more` while there are too few.
[[nodiscard]] Match begins_like_tls(ByteView bytes);

}  // namespace runseal::capture
