// One flow while it is read.
#pragma once

#include "capture/dissector.h"
#include "capture/interference.h"
#include "capture/tcp_side.h"

namespace runseal::capture {

// What was said before it was known which protocol it is, in order.
struct Unrecognised {
  struct Piece {
    Side from;
    std::size_t size;
    std::uint64_t missing;
    Moment at;
  };
  std::array<Bytes, 2> bytes;
  std::vector<Piece> pieces;
};

// One flow: puts its bytes in order, finds out its protocol, and lets a dissector read it.
class Flow final : private TcpReader {
 public:
  // `expected`: what reads it whatever its bytes; or empty.
  Flow(const FlowContext& context, const Recorder::Make& expected, Moment at);

  void segment(Side from, const Segment& segment, std::uint8_t hops, Moment at);  // TCP
  void datagram(Side from, ByteView bytes, std::uint64_t missing, Moment at);
  // Nothing more will come, or be looked at.
  [[nodiscard]] FlowReport finish();

  [[nodiscard]] const FlowContext& context() const { return context_; }
  [[nodiscard]] bool begun_before() const { return !opened_; }
  [[nodiscard]] bool ended() const { return ended_; }  // both sides closed it, or one cut it
  // It ended, and yet this is no late copy of it: whoever ended it was not heard or was not one of the two, or these
  // are the next connection's bytes, whose beginning was not seen.
  [[nodiscard]] bool goes_on(Side from, const Segment& segment, Moment at) const;
  // It opens another connection between the same ports: how this one ended was not seen.
  [[nodiscard]] bool begins_anew(Side from, const Segment& segment) const {
    return segment.syn && sides_[index(from)].other_beginning(segment.sequence);
  }
  [[nodiscard]] bool announced() const { return announced_; }  // in another flow: its ports say nothing
  [[nodiscard]] bool cut_while_writing() const { return cut_while_writing_; }
  [[nodiscard]] std::size_t footprint() const;

  struct Counts {
    std::uint64_t bytes = 0;
    std::uint64_t lost = 0;      // not in the capture
    std::uint64_t not_kept = 0;  // cut off by its snap length
    std::uint64_t packets = 0;
  };
  [[nodiscard]] const std::array<Counts, 2>& counts() const { return counts_; }
  Moment first;
  Moment last;

 private:
  void bytes(ByteView bytes, std::uint64_t missing, Moment at) override;
  void gap(std::uint64_t bytes, Moment at) override;
  void differs(Moment one, Moment two) override;

  void read(Side from, ByteView bytes, std::uint64_t missing, Moment at);
  [[nodiscard]] bool brings_something(Side from, const Segment& segment);
  void cut(Moment at);
  void wait_and_see(Side from, ByteView bytes, std::uint64_t missing, Moment at);
  const DissectorKind* recognised(bool& more) const;
  void decide(const DissectorKind* kind);
  [[nodiscard]] const DissectorKind* of_port() const;
  void lost_the_beginning();

  FlowContext context_;
  std::array<TcpSide, 2> sides_;
  std::array<Counts, 2> counts_;
  std::array<HopWatch, 2> hops_;
  std::unique_ptr<Unrecognised> opening_;
  std::unique_ptr<Dissector> dissector_;
  Side side_ = Side::client;  // whose bytes the TcpReader is told of
  std::array<bool, 2> finished_{};
  bool opened_ = false;  // the connection was seen to be opened
  bool announced_ = false;
  bool ended_ = false;
  bool cut_while_writing_ = false;
};

}  // namespace runseal::capture
