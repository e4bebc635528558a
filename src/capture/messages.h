// Cuts one side of a stream into messages by their framing, hands on the first bytes of each, and only counts the rest:
// what is carried is never copied.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "capture/datagram.h"

namespace runseal::capture {

class Messages {
 public:
  // The whole size of the message that begins with `front`, its framing included; nothing while more of it is needed
  // (never more than `keep` bytes). Errors: no message begins here.
  using Size = Result<std::optional<std::uint64_t>> (*)(ByteView front);
  // After a loss: where in `bytes` a message begins, as far as can be told.
  using Find = std::optional<std::size_t> (*)(ByteView bytes);

  // `keep`: how many bytes of each message are handed on; at most 64 KiB.
  Messages(Size size, Find find, std::size_t keep) : size_(size), find_(find), keep_(keep) {}

  // Calls each(front, size) for every message, as soon as its first min(size, keep) bytes are there; fewer where the
  // capture did not keep more. Bytes between a loss and the next message are passed over.
  template <class Each>
  void feed(ByteView bytes, std::uint64_t missing, Each&& each) {
    feed(bytes, missing, each, [](ByteView) {});
  }
  // Calls also behind(piece) with what follows the front of a message, as it comes.
  template <class Each, class Behind>
  void feed(ByteView bytes, std::uint64_t missing, Each&& each, Behind&& behind) {
    while (!bytes.empty()) {
      if (pass_over(bytes, behind)) continue;
      if (lost_ && !found(bytes)) break;
      const bool fresh = held_.empty();
      if (take(bytes, each, behind)) continue;
      lose();
      if (fresh) bytes = bytes.subspan(1);
    }
    if (missing == 0) return;
    hand_on_short(each);
    gap(missing);
  }

  // So many bytes are not there. What is left of a message whose front was handed on may be among them.
  void gap(std::uint64_t bytes) {
    const auto passed = std::min(rest_, bytes);
    rest_ -= passed;
    if (bytes > passed) lose();
  }

  [[nodiscard]] bool lost() const { return lost_; }
  [[nodiscard]] std::uint64_t losses() const { return losses_; }
  [[nodiscard]] std::uint64_t rest() const { return rest_; }  // of the message handed on last, not seen yet
  [[nodiscard]] std::size_t footprint() const { return held_.capacity(); }

 private:
  template <class Behind>
  bool pass_over(ByteView& bytes, Behind& behind) {
    if (rest_ == 0) return false;
    const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(rest_, bytes.size()));
    rest_ -= passed;
    behind(bytes.first(passed));
    bytes = bytes.subspan(passed);
    return true;
  }

  bool found(ByteView& bytes) {
    const auto at = find_ ? find_(bytes) : std::nullopt;
    if (!at || *at >= bytes.size()) return false;
    bytes = bytes.subspan(*at);
    lost_ = false;
    return true;
  }

  // One message, or what there is of it. False: none begins here.
  template <class Each, class Behind>
  bool take(ByteView& bytes, Each& each, Behind& behind) {
    if (held_.empty()) return take_from(bytes, bytes, each, behind, 0);
    const auto before = held_.size();
    const auto more = std::min(keep_ - std::min(keep_, before), bytes.size());
    held_.insert(held_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(more));
    const auto held = std::move(held_);
    held_.clear();
    return take_from(held, bytes, each, behind, before);
  }

  // `front` begins with `before` bytes of earlier segments, then those of `bytes`.
  template <class Each, class Behind>
  bool take_from(ByteView front, ByteView& bytes, Each& each, Behind& behind, std::size_t before) {
    const auto size = size_(front);
    if (!size) return false;
    if (!*size || front.size() < std::min<std::uint64_t>(**size, keep_)) {
      if (!*size && front.size() >= keep_) return false;
      held_.assign(front.begin(), front.end());
      bytes = {};
      return true;
    }
    const auto whole = **size;
    if (whole == 0 || whole < before) return false;
    const auto here = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(whole - before, bytes.size())));
    bytes = bytes.subspan(here.size());
    rest_ = whole - before - here.size();
    const auto handed = static_cast<std::size_t>(std::min<std::uint64_t>({whole, keep_, front.size()}));
    each(front.first(handed), whole);
    if (handed - before < here.size()) behind(here.subspan(handed - before));
    return true;
  }

  // The rest of the front that is held will not come.
  template <class Each>
  void hand_on_short(Each& each) {
    if (held_.empty()) return;
    const auto front = std::exchange(held_, {});
    const auto size = size_(front);
    if (!size || !*size || **size < front.size()) return lose();
    rest_ = **size - front.size();
    each(ByteView(front), **size);
  }

  void lose() {
    held_.clear();
    rest_ = 0;
    lost_ = true;
    ++losses_;
  }

  Size size_;
  Find find_;
  std::size_t keep_;
  Bytes held_;              // the front of a message that is not whole yet
  std::uint64_t rest_ = 0;  // of the message handed on last
  bool lost_ = false;
  std::uint64_t losses_ = 0;
};

}  // namespace runseal::capture
