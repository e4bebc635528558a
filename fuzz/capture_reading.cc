// Segments of some connections at once, through reassembly and dissectors to the report, within little memory. The
// first two bytes are the server's port; steps: a byte that chooses the connection, the side and what it is, then of
// TCP its flags, how far from the end of what that side sent (two bytes, signed), two bytes of length, and the bytes.
#include "capture/reading.h"

#include "capture/report_json.h"

using namespace runseal;

namespace {

constexpr std::size_t clients = 16;

struct Wire {
  capture::Reading& reading;
  std::uint16_t server_port;
  std::array<std::array<std::uint32_t, 2>, clients> next{};
  capture::Moment at = {};

  void send(std::size_t client, bool from_server, std::uint8_t protocol, ByteView payload, std::uint64_t missing) {
    const auto one = capture::v4_address(Bytes{10, 0, 0, static_cast<std::uint8_t>(client % 4)});
    const auto server = capture::v4_address(Bytes{10, 9, 9, 9});
    capture::Datagram datagram;
    datagram.at = at;
    datagram.from = from_server ? server : one;
    datagram.to = from_server ? one : server;
    datagram.protocol = protocol;
    datagram.hops = 64;
    datagram.payload = payload;
    datagram.size = payload.size() + missing;
    reading.on_datagram(datagram);
  }

  void step(base::Reader& in) {
    const auto how = in.u8();
    const std::size_t client = how >> 4U;
    const bool from_server = (how & 1U) != 0;
    const auto kind = how >> 1U & 3U;
    at = {at.time_ns + (kind == 3 ? 60'000'000'000 : 1'000'000), at.packet + 1};
    const auto flags = in.u8();
    const auto ahead = static_cast<std::uint32_t>(static_cast<std::int16_t>(in.be16()));
    const std::size_t length = in.be16();
    const auto text = in.take(std::min(length, in.left()));
    const auto port = static_cast<std::uint16_t>(5'000 + client);
    base::Writer out;
    out.be16(from_server ? server_port : port).be16(from_server ? port : server_port);
    if (kind == 2) {
      out.be16(static_cast<std::uint16_t>(std::min<std::size_t>(8 + text.size(), 0xffff))).be16(0).bytes(text);
      return send(client, from_server, capture::udp_protocol, std::move(out).take(), 0);
    }
    auto& next_one = next[client][from_server ? 1 : 0];
    out.be32(next_one + ahead).be32(0).u8(0x50).u8(flags).be16(1000).be16(0).be16(0).bytes(text);
    next_one += ahead + static_cast<std::uint32_t>(text.size()) + ((flags & 2U) != 0 ? 1U : 0U);
    send(client, from_server, capture::tcp_protocol, std::move(out).take(), (how & 8U) != 0 ? length - text.size() : 0);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  base::Reader in({data, size});
  capture::ReadingLimits limits;
  limits.flows.bytes = 128U << 10U;
  limits.flows.flows = 8;
  limits.exposure_bytes = 8U << 10U;
  limits.conversation_bytes = 32U << 10U;
  capture::Reading reading(limits);
  Wire wire{reading, in.be16()};
  while (in.left() > 6) {
    wire.step(in);
    // one flow may be larger than all may be together: it is the only one then
    if (reading.footprint() > (9U << 20U)) __builtin_trap();
  }
  const auto report = reading.finish();
  for (const auto& one : report.conversations) {
    if (one.protocol.empty() || one.flows == 0 || one.flows_that_count > one.flows) __builtin_trap();
    for (const auto* axis : {&one.integrity, &one.confidentiality, &one.peer_authenticity})
      if (one.flows_that_count > 0 && axis->reason.empty() && one.protocol != "unknown") __builtin_trap();
  }
  const auto document = capture::to_json(report);
  const auto again = capture::report_from_json(document);
  if (!again || again->conversations.size() != report.conversations.size() ||
      again->files.size() != report.files.size())
    __builtin_trap();
  return 0;
}
