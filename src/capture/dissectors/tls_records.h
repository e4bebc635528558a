// Cuts one side of a stream into TLS records (RFC 8446 5.1) and hands on what they carry piece by piece, as it comes:
// nothing is copied but the five bytes of a record's head.
#pragma once

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace runseal::capture {

struct TlsRecordHead {
  enum Type : std::uint8_t { change_cipher_spec = 20, alert = 21, handshake = 22, application_data = 23 };
  static constexpr std::size_t size = 5;

  std::uint8_t type = 0;
  std::uint16_t length = 0;
};

// Of SSL 3.0 to TLS 1.3, with a heartbeat's type as well (RFC 6520). `bytes` has TlsRecordHead::size bytes or more.
[[nodiscard]] inline bool is_tls_record(ByteView bytes) {
  return bytes[0] >= 20 && bytes[0] <= 24 && bytes[1] == 3 && bytes[2] <= 4 &&
         (bytes[3] << 8U | bytes[4]) <= (1 << 14) + 2048;  // RFC 5246 6.2.3
}

class TlsRecords {
 public:
  explicit TlsRecords(bool from_start) : lost_(!from_start) {}

  // Calls begins(head) for each record, and carries(piece) for what is in it.
  template <class Begins, class Carries>
  void feed(ByteView bytes, Begins&& begins, Carries&& carries) {
    while (!bytes.empty()) {
      if (rest_ > 0) {
        const auto piece = bytes.first(std::min<std::size_t>(rest_, bytes.size()));
        rest_ -= piece.size();
        bytes = bytes.subspan(piece.size());
        carries(piece);
      } else if (lost_) {
        bytes = bytes.subspan(where_one_begins(bytes));
        lost_ = bytes.empty();
      } else {
        take_head(bytes, begins);
      }
    }
  }

  void gap(std::uint64_t bytes) {
    const auto passed = std::min<std::uint64_t>(rest_, bytes);
    rest_ -= static_cast<std::size_t>(passed);
    if (bytes == passed) return;
    rest_ = held_ = 0;
    lost_ = true;
  }

  [[nodiscard]] bool lost() const { return lost_; }
  // Something that is no record came although nothing was missing.
  [[nodiscard]] bool strange() const { return strange_; }

 private:
  template <class Begins>
  void take_head(ByteView& bytes, Begins& begins) {
    const auto more = std::min(TlsRecordHead::size - held_, bytes.size());
    std::copy_n(bytes.begin(), more, head_.begin() + static_cast<std::ptrdiff_t>(held_));
    held_ += more;
    bytes = bytes.subspan(more);
    if (held_ < TlsRecordHead::size) return;
    held_ = 0;
    if (!is_tls_record(head_)) {
      lost_ = strange_ = true;
      return;
    }
    const auto length = static_cast<std::uint16_t>(head_[3] << 8U | head_[4]);
    rest_ = length;
    begins(TlsRecordHead{head_[0], length});
  }

  // After a loss: any record at the front, as segments often begin with one; further on only encrypted data, lest
  // chance make a handshake of ciphertext. What follows it must begin like a record too, where that can be seen.
  static std::size_t where_one_begins(ByteView bytes) {
    for (std::size_t at = 0; at + TlsRecordHead::size <= bytes.size(); ++at) {
      const auto here = bytes.subspan(at);
      if (!is_tls_record(here) || (at > 0 && here[0] != TlsRecordHead::application_data)) continue;
      const std::size_t next = TlsRecordHead::size + static_cast<std::size_t>(here[3] << 8U | here[4]);
      if (next + TlsRecordHead::size > here.size() || is_tls_record(here.subspan(next))) return at;
    }
    return bytes.size();
  }

  std::array<std::uint8_t, TlsRecordHead::size> head_{};
  std::size_t held_ = 0;
  std::size_t rest_ = 0;  // of the record under way
  bool lost_ = false;
  bool strange_ = false;
};

}  // namespace runseal::capture
