#include "capture/transport.h"

namespace runseal::capture {
namespace {

// What the payload holds of `size` bytes that begin at `from`, and how many it does not.
void set_bytes(Segment& segment, const Datagram& datagram, std::uint64_t from, std::uint64_t size) {
  const auto kept =
      datagram.payload.size() > from ? datagram.payload.subspan(static_cast<std::size_t>(from)) : ByteView();
  segment.bytes = kept.first(static_cast<std::size_t>(std::min<std::uint64_t>(kept.size(), size)));
  segment.missing = size - segment.bytes.size();
}

}  // namespace

std::optional<Segment> parse_tcp(const Datagram& datagram) {
  base::Reader in(datagram.payload);
  Segment segment;
  segment.from_port = in.be16();
  segment.to_port = in.be16();
  segment.sequence = in.be32();
  segment.acknowledged = in.be32();
  const std::size_t header = std::size_t(in.u8() >> 4U) * 4;
  const auto flags = in.u8();
  if (in.failed() || header < 20 || header > datagram.size) return std::nullopt;
  segment.fin = (flags & 0x01U) != 0;
  segment.syn = (flags & 0x02U) != 0;
  segment.reset = (flags & 0x04U) != 0;
  segment.ack = (flags & 0x10U) != 0;
  set_bytes(segment, datagram, header, datagram.size - header);
  return segment;
}

std::optional<Segment> parse_udp(const Datagram& datagram) {
  base::Reader in(datagram.payload);
  Segment segment;
  segment.from_port = in.be16();
  segment.to_port = in.be16();
  const std::size_t length = in.be16();
  if (in.failed() || datagram.size < 8) return std::nullopt;
  // a length of 0 is a datagram that was not cut into packets yet when it was captured
  const auto size = length == 0 ? datagram.size : std::min<std::uint64_t>(length, datagram.size);
  if (size < 8) return std::nullopt;
  set_bytes(segment, datagram, 8, size - 8);
  return segment;
}

}  // namespace runseal::capture
