// What follows STARTTLS, or is TLS from its first byte on another protocol's port: read as TLS, and told with the facts
// of the protocol around it.
#pragma once

#include "capture/dissector.h"

namespace runseal::capture {

class BehindTls {
 public:
  // `from_start`: its first record was seen. `client`: who of the connection is the client of TLS.
  explicit BehindTls(const FlowContext& flow, bool from_start = true, Side client = Side::client);

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) { tls_->data(side(from), bytes, missing, at); }
  void gap(Side from, std::uint64_t bytes, Moment at) { tls_->gap(side(from), bytes, at); }
  [[nodiscard]] std::size_t footprint() const { return sizeof *this + tls_->footprint(); }
  // Its facts are added to `report`, and its axes stand for the flow.
  void finish_into(FlowReport& report);

 private:
  [[nodiscard]] Side side(Side from) const { return client_ == Side::client ? from : other(from); }

  FlowContext flow_;  // as it is from here on
  Side client_;
  std::unique_ptr<Dissector> tls_;
};

// The first bytes of a TLS record that carries a handshake; `more` while there are too few.
[[nodiscard]] Match begins_like_tls(ByteView bytes);

}  // namespace runseal::capture
