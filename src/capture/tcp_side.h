// One direction of a TCP connection (RFC 9293), put in order from the segments that a capture holds: some come twice,
// in another order, overlapping, or not at all. Bounded: what waits for something that does not come is handed on
// behind a gap.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "capture/transport.h"

namespace runseal::capture {

// What comes of it, in order.
class TcpReader {
 public:
  virtual ~TcpReader() = default;
  virtual void bytes(ByteView bytes, std::uint64_t missing, Moment at) = 0;
  virtual void gap(std::uint64_t bytes, Moment at) = 0;
  // The same bytes were sent twice, and are not the same.
  virtual void differs(Moment first, Moment second) = 0;
};

class TcpSide {
 public:
  static constexpr std::size_t waiting_limit =
      512U << 10U;  // bytes that wait for earlier ones; offloading makes pieces of 64 KiB
  static constexpr std::size_t waiting_pieces = 64;
  static constexpr std::size_t sent_limit = 32;

  void open(std::uint32_t sequence);  // its SYN: the stream begins behind that number
  void add(const Segment& segment, Moment at, TcpReader& reader);
  // The other side has it all up to there: what the capture lacks of that was lost. True: further than so far.
  bool acknowledged(std::uint32_t sequence);
  // Hands on what waits, behind gaps: nothing more will come.
  void close(Moment at, TcpReader& reader);

  [[nodiscard]] bool opened() const { return opened_; }
  // A SYN of that number is not the one that this stream began with, nor one that could have been.
  [[nodiscard]] bool other_beginning(std::uint32_t sequence) const;
  [[nodiscard]] bool near(std::uint32_t sequence) const;  // it may belong to this stream
  // It begins within what this stream passed lately: a late copy has such a number.
  [[nodiscard]] bool passed(std::uint32_t sequence) const;
  // Some of it was further away than segments of one stream are: perhaps it was another one.
  [[nodiscard]] bool jumped() const { return jumped_; }
  [[nodiscard]] std::uint32_t next() const { return next_; }
  [[nodiscard]] std::size_t footprint() const;

 private:
  struct Waiting {
    Bytes bytes;
    std::uint64_t missing = 0;
    Moment at;
  };
  struct Sent {  // a segment handed on lately
    std::uint32_t sequence = 0;
    std::uint32_t size = 0;
    std::uint64_t hash = 0;
    Moment at;
  };
  struct Memory {
    std::map<std::uint64_t, Waiting> waiting;  // by distance from the stream's beginning
    std::size_t waiting_bytes = 0;
    std::vector<Sent> sent;  // a ring of sent_limit, as soon as there are so many: most flows are short
    std::size_t sent_at = 0;
    std::uint64_t astray = 0;  // bytes that came alone from far away, and were not read
  };

  void hand_on(ByteView bytes, std::uint64_t missing, Moment at, TcpReader& reader);
  void keep(std::uint64_t offset, const Segment& segment, Moment at, TcpReader& reader);
  void drain(TcpReader& reader);
  void skip_to_waiting(TcpReader& reader);
  void compare(const Segment& segment, Moment at, TcpReader& reader);
  void hand_on_waiting(TcpReader& reader);
  bool out_of_window(const Segment& segment, std::int32_t ahead, Moment at, TcpReader& reader);
  Memory& memory();

  std::unique_ptr<Memory> memory_;
  std::uint64_t offset_ = 0;  // of next_ in the stream
  std::uint32_t next_ = 0;    // the sequence number expected
  std::uint32_t far_next_ = 0;
  std::uint32_t delivered_ = 0;  // all before it is known to have been sent
  bool opened_ = false;
  bool opened_by_syn_ = false;
  bool has_far_ = false;
  bool has_delivered_ = false;
  bool finished_ = false;  // delivered_ is its end
  bool jumped_ = false;
};

// For telling whether two segments are the same; not for secrets.
[[nodiscard]] std::uint64_t quick_hash(ByteView bytes);

}  // namespace runseal::capture
