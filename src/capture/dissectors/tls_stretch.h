// The part of a connection that is TLS, where it may go back to clear text, or not begin although it was agreed on.
#pragma once

#include "capture/dissectors/behind_tls.h"
#include "capture/dissectors/seen.h"
#include "capture/dissectors/tls_frames.h"

namespace runseal::capture {

class TlsStretch {
 public:
  explicit TlsStretch(const FlowContext& flow) : flow_(flow) {}

  void begin() {
    on_ = true;
    server_spoke_ = false;
    for (auto& frames : frames_) frames = {};
  }
  [[nodiscard]] bool on() const { return on_; }
  [[nodiscard]] bool seen() const { return tls_ != nullptr; }

  // True: all of `bytes` was TLS. Else what is left of them is in clear, as far as looks_clear(bytes) can tell.
  template <class LooksClear>
  bool take(Side from, ByteView& bytes, std::uint64_t missing, Moment at, LooksClear looks_clear) {
    if (!on_) return false;
    // where packets were captured out of order, the server's last answer in clear may stand behind the client's first
    // TLS
    if (from == Side::server && !server_spoke_ && looks_clear(bytes)) return false;
    server_spoke_ = server_spoke_ || from == Side::server;
    const auto inside = frames_[index(from)].feed(bytes);
    on_ = inside == bytes.size() || !looks_clear(bytes.subspan(inside));
    if (on_) {
      frames_[index(from)].gap(missing);
      tls().data(from, bytes, missing, at);
      return true;
    }
    if (inside > 0) tls().data(from, bytes.first(inside), 0, at);
    if (seen()) back_in_clear_.add(at);
    bytes = bytes.subspan(inside);
    return false;
  }
  void gap(Side from, std::uint64_t bytes, Moment at) {
    frames_[index(from)].gap(bytes);
    tls().gap(from, bytes, at);
  }

  void finish_into(FlowReport& report) { tls().finish_into(report); }
  void tell(FlowReport& report, const std::string& prefix) const {
    back_in_clear_.tell_that(report, prefix + ".back-in-clear");
  }
  [[nodiscard]] std::size_t footprint() const { return tls_ ? tls_->footprint() : 0; }

 private:
  BehindTls& tls() {
    if (!tls_) tls_ = std::make_unique<BehindTls>(flow_);
    return *tls_;
  }

  const FlowContext& flow_;
  std::unique_ptr<BehindTls> tls_;
  TlsFrames frames_[2];
  bool on_ = false;
  bool server_spoke_ = false;
  Tally back_in_clear_;
};

}  // namespace runseal::capture
