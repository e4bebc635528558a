// One side of a TCP connection from segments that lie anywhere, held against the stream itself: each byte of it follows
// from its sequence number, so that whatever is handed on can be told from what was sent there. Steps: how far from the
// one before (two bytes, signed), how long, how much of it the capture did not keep.
#include "capture/tcp_side.h"

using namespace runseal;

namespace {

std::uint8_t sent_at(std::uint32_t sequence) { return static_cast<std::uint8_t>(sequence * 0x9e37'79b9U >> 24U); }

struct Stream final : capture::TcpReader {
  explicit Stream(const capture::TcpSide& of) : side(of) {}

  void bytes(ByteView bytes, std::uint64_t missing, capture::Moment) override {
    auto at = side.next() - static_cast<std::uint32_t>(bytes.size() + missing);
    if (begun && static_cast<std::int32_t>(at - handed_on) < 0) __builtin_trap();  // never twice
    for (const auto byte : bytes)
      if (byte != sent_at(at++)) __builtin_trap();
    handed_on = side.next();
    begun = true;
  }
  void gap(std::uint64_t, capture::Moment) override {}
  void differs(capture::Moment, capture::Moment) override { __builtin_trap(); }  // nothing does

  const capture::TcpSide& side;
  std::uint32_t handed_on = 0;
  bool begun = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  base::Reader in({data, size});
  capture::TcpSide side;
  Stream stream(side);
  std::uint32_t sequence = 0xffff'ff00U;
  if ((in.u8() & 1U) != 0) side.open(sequence);
  capture::Moment at;
  Bytes bytes;
  while (in.left() >= 4) {
    sequence += static_cast<std::uint32_t>(static_cast<std::int16_t>(in.be16()));
    bytes.resize(in.u8() * std::size_t{8});
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = sent_at(sequence + static_cast<std::uint32_t>(i));
    capture::Segment segment;
    segment.sequence = sequence;
    segment.bytes = bytes;
    segment.missing = in.u8();
    at = {at.time_ns + 1'000'000, at.packet + 1};
    side.add(segment, at, stream);
    if (side.footprint() > 2 * capture::TcpSide::waiting_limit) __builtin_trap();
    sequence += static_cast<std::uint32_t>(bytes.size() + segment.missing);
  }
  side.close({}, stream);
  if (side.footprint() != 0) __builtin_trap();
  return 0;
}
