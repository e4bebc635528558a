// Where TLS ends again on a stream that goes back to clear text (CCC, RFC 4217 section 12.2; StopTLS of LDAP): follows
// the records by their lengths alone.
#pragma once

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace runseal::capture {

class TlsFrames {
 public:
  // How many of the bytes belong to TLS: all, or those before the first that begin no record.
  std::size_t feed(ByteView bytes) {
    std::size_t used = 0;
    while (used < bytes.size()) {
      if (rest_ > 0) {
        const auto passed = std::min(rest_, bytes.size() - used);
        rest_ -= passed;
        used += passed;
        continue;
      }
      head_[have_++] = bytes[used];
      if (!could_be_a_record()) {
        const auto of_before = have_ - 1;  // bytes of earlier segments cannot be given back
        have_ = 0;
        return used - std::min<std::size_t>(of_before, used);
      }
      ++used;
      if (have_ < head_.size()) continue;
      rest_ = head_[3] * 256U + head_[4];
      have_ = 0;
    }
    return used;
  }
  void gap(std::uint64_t bytes) {
    const auto passed = std::min<std::uint64_t>(bytes, rest_);
    rest_ -= static_cast<std::size_t>(passed);
    if (passed < bytes) have_ = rest_ = 0;  // the next bytes are taken for a record's beginning
  }

 private:
  [[nodiscard]] bool could_be_a_record() const {
    if (head_[0] < 20 || head_[0] > 24) return false;
    if (have_ > 1 && head_[1] != 3) return false;
    if (have_ > 2 && head_[2] > 4) return false;
    return have_ < 5 || head_[3] * 256U + head_[4] <= (1U << 14U) + 2048;
  }

  std::array<std::uint8_t, 5> head_{};
  std::size_t have_ = 0;
  std::size_t rest_ = 0;
};

}  // namespace runseal::capture
