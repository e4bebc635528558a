// Cuts one side of an SMB connection into its messages: frames of direct TCP (MS-SMB2 2.1) or of the NetBIOS session
// service (RFC 1002 4.3), and in them the messages of a compound one by one, however far apart they lie. Only fronts
// are handed on; what is carried is counted and never copied. `Messages` cannot do this: where a chained message ends
// is known from its frame alone.
#pragma once

#include <algorithm>
#include <optional>

#include "base/bytes.h"

namespace runseal::capture {

struct SmbPiece {
  ByteView front;          // of the message, without the frame's header; all that its reader needs, unless it was cut
  std::uint64_t size = 0;  // of the whole message
  bool first = true;       // in its frame
  std::uint8_t type = 0;   // of the frame: 0 a message, 0x81 to 0x85 the session service's own
};

class SmbStream {
 public:
  template <class Each>
  void feed(ByteView bytes, std::uint64_t missing, Each&& each) {
    while (!bytes.empty()) {
      if (pass_over(bytes)) continue;
      if (lost_ && !find_again(bytes)) break;
      step(bytes, each);
    }
    if (missing == 0) return;
    hand_on_cut(each);
    gap(missing);
  }

  // So many bytes are not there; what they belonged to is lost, unless they were all carried by the last message.
  void gap(std::uint64_t bytes);

  [[nodiscard]] std::uint64_t losses() const { return losses_; }  // how often the thread was lost
  [[nodiscard]] bool lost() const { return lost_; }
  [[nodiscard]] bool amid() const { return skip_ > 0 || !held_.empty(); }  // a message is under way
  [[nodiscard]] std::size_t footprint() const { return held_.capacity(); }
  // The first bytes seen lie anywhere in a message: no loss, but the beginning must be found.
  void starts_anywhere() { lost_ = true; }

 private:
  // What the front that there is says of the message that begins with it.
  struct Shape {
    std::size_t base = 0;    // of the frame's header
    std::uint64_t size = 0;  // of the message
    std::uint64_t left = 0;  // of the frame, behind the message
    std::size_t want = 0;    // with the frame's header; of the front
  };

  bool pass_over(ByteView& bytes);
  bool find_again(ByteView& bytes);
  void lose();
  void complete_signature();
  // Nothing: more bytes are needed. Errors: no message begins here.
  [[nodiscard]] Result<std::optional<Shape>> measure(ByteView front) const;
  [[nodiscard]] std::size_t wanted(ByteView front) const;  // before it can be measured, or handed on

  template <class Each>
  void step(ByteView& bytes, Each& each) {
    if (held_.empty()) {
      const auto shape = measure(bytes);
      if (!shape) {
        lose();
        bytes = bytes.subspan(1);
      } else if (*shape && bytes.size() >= (*shape)->want) {
        hand_on(bytes, **shape, each, bytes, 0);
      } else {
        held_.assign(bytes.begin(), bytes.end());
        bytes = {};
      }
      return;
    }
    const auto before = held_.size();
    const auto more = std::min(wanted(held_) - before, bytes.size());
    held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(more));
    const auto shape = measure(held_);
    if (!shape) return lose();
    if (!*shape || held_.size() < (*shape)->want) {
      bytes = bytes.subspan(more);
      return;
    }
    hand_on(held_, **shape, each, bytes, before);
    held_.clear();
  }

  // `bytes` holds what came behind the first `before` bytes of `front`.
  template <class Each>
  void hand_on(ByteView front, const Shape& shape, Each& each, ByteView& bytes, std::size_t before) {
    const SmbPiece piece{front.subspan(shape.base, static_cast<std::size_t>(
                                                       std::min<std::uint64_t>(shape.size, front.size() - shape.base))),
                         shape.size, !chained_, shape.base == 0 ? std::uint8_t{0} : front[0]};
    const auto whole = shape.base + shape.size - before;
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(whole, bytes.size()));
    bytes = bytes.subspan(here);
    skip_ = whole - here;
    frame_left_ = shape.left;
    chained_ = shape.left > 0;
    each(piece);
  }

  template <class Each>
  void hand_on_cut(Each& each) {
    if (held_.empty()) return;
    const auto here = held_.size();
    complete_signature();
    const auto shape = measure(held_);
    if (!shape || !*shape) return;
    ByteView none;
    hand_on(held_, **shape, each, none, here);
    held_.clear();
  }

  Bytes held_;                    // the front of a message that is not there yet
  std::uint64_t skip_ = 0;        // of the message handed on last
  std::uint64_t frame_left_ = 0;  // behind it
  bool chained_ = false;          // what follows is in the same frame
  bool lost_ = false;
  std::uint64_t losses_ = 0;
};

// Where in `bytes` a frame with a message begins that looks whole; nothing: nowhere.
[[nodiscard]] std::optional<std::size_t> find_smb_frame(ByteView bytes);

}  // namespace runseal::capture
