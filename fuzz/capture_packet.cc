// From packets to datagrams: the first byte chooses the link; then each packet has its length, how much more there was
// on the wire, and how long after the one before it came.
#include <cstdlib>

#include "capture/packet_decoder.h"
#include "capture/proof_file.h"

using namespace runseal;

namespace {

struct Looking final : capture::DatagramHandler {
  std::uint64_t sum = 0;
  void on_datagram(const capture::Datagram& datagram) override {
    if (datagram.size < datagram.payload.size()) std::abort();
    for (const auto byte : datagram.payload) sum += byte;
  }
  void on_arp(const capture::Arp& arp) override { sum += arp.owner[0] + arp.address.text().size(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static constexpr std::uint32_t links[] = {1, 0, 12, 14, 101, 108, 113, 219, 228, 229, 276, 147};
  base::Reader reader(ByteView(data, size));
  Looking looking;
  capture::PacketDecoder decoder(looking);
  capture::Packet packet;
  packet.link = links[reader.u8() % std::size(links)];
  while (reader.left() > 3) {
    const auto length = reader.u8();
    packet.at.time_ns += reader.u8() * std::int64_t{50'000'000};
    ++packet.at.packet;
    const auto more = reader.u8();
    packet.bytes = reader.take(std::min<std::size_t>(length, reader.left()));
    packet.size = packet.bytes.size() + more;
    decoder.packet(packet);
    if (capture::headers_of(packet) > packet.bytes.size()) std::abort();
    if (decoder.footprint() > capture::Fragments::most_bytes + (256U << 10U)) std::abort();
  }
  (void)decoder.counts();
  (void)decoder.take_signs();
  return 0;
}
