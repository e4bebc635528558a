// ONC RPC over TCP: records of one or several fragments (RFC 5531 section 11), of which the front of the first is
// handed on.
#pragma once

#include "base/bytes.h"
#include "capture/messages.h"

namespace runseal::capture {

class RpcRecords {
 public:
  explicit RpcRecords(bool from_start);

  // Calls each(front of a message, its size) -> bool; false: it was none, and the next is looked for. What of it
  // follows goes to behind(piece).
  template <class Each, class Behind>
  void feed(ByteView bytes, std::uint64_t missing, Each&& each, Behind&& behind) {
    const auto fragment = [&](ByteView front, std::uint64_t size) {
      const bool last = (front[0] & 0x80U) != 0;
      const bool begins = std::exchange(between_, last);
      if (!begins) return behind(front.subspan(4));
      if (!each(front.subspan(4), size - 4)) lose();
    };
    fragments_.feed(bytes, missing, fragment, behind);
  }
  void gap(std::uint64_t bytes) {
    const auto before = fragments_.losses();
    fragments_.gap(bytes);
    if (fragments_.losses() != before) between_ = true;
  }

  [[nodiscard]] std::uint64_t losses() const { return fragments_.losses() - before_; }
  [[nodiscard]] std::uint64_t rest() const { return fragments_.rest(); }
  [[nodiscard]] std::size_t footprint() const { return fragments_.footprint(); }

 private:
  void lose() {
    fragments_.gap(fragments_.rest() + 1);
    between_ = true;
  }

  Messages fragments_;
  bool between_ = true;       // the next fragment is the first of its record
  std::uint64_t before_ = 0;  // losses that are none: the capture began in the middle
};

// What the front of a record looks like, whole or not. `more` while there is too little.
[[nodiscard]] bool looks_like_rpc_record(ByteView bytes);

}  // namespace runseal::capture
