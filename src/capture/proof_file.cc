#include "capture/proof_file.h"

#include "capture/pcapng_writer.h"
#include "capture/tunnels.h"

namespace runseal::capture {
namespace {

constexpr std::size_t piece_bytes = 256U << 10U;
constexpr int deepest = 8;
constexpr std::size_t arp_size = 28;  // RFC 826 for IPv4; behind it is padding, with whatever a network card had there

// What the transport keeps behind the end of IP's headers, `payload` being what comes there.
std::size_t transport_header(const IpPacket& packet) {
  enum Protocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17, icmp6 = 58 };
  const auto& payload = packet.payload;
  if (packet.fragment && packet.fragment->offset != 0) return 0;
  switch (packet.protocol) {
    case tcp: return payload.has(13) ? static_cast<std::size_t>(payload.bytes[12] >> 4U) * 4 : payload.bytes.size();
    case udp:
    case icmp: return 8;
    case icmp6: {
      constexpr std::uint8_t first_of_neighbours = 133;  // RFC 4861: 133 to 137
      const bool neighbours = payload.has(1) && payload.bytes[0] >= first_of_neighbours && payload.bytes[0] <= 137;
      return neighbours ? payload.bytes.size() : 8;
    }
    default: return 0;
  }
}

// What is behind the headers.
ByteView behind_headers(const std::expected<Carried, LinkFault>& opened, ByteView whole) {
  auto carried = opened;
  for (int depth = 0; carried && depth <= deepest; ++depth) {
    if (carried->type == type_arp) return carried->rest.bytes.subspan(std::min(carried->rest.bytes.size(), arp_size));
    if (carried->type == type_ethernet) {
      carried = open_ethernet(carried->rest);
      continue;
    }
    if (carried->type != type_ipv4 && carried->type != type_ipv6) return carried->rest.bytes;
    const auto packet = open_ip(carried->rest);
    if (!packet) return carried->rest.bytes;
    if (const auto inside = packet->fragment ? std::nullopt : open_tunnel(*packet)) {
      carried = inside->type == type_ethernet ? *inside : open_tags(*inside);
      continue;
    }
    const auto& payload = packet->payload.bytes;
    return payload.subspan(std::min(payload.size(), transport_header(*packet)));
  }
  return whole;
}

class ProofPackets {
 public:
  ProofPackets(PacketSource& source, const std::set<std::uint64_t>& wanted, bool with_payload)
      : source_(source), wanted_(wanted), next_(wanted.begin()), with_payload_(with_payload) {
    writer_.begin(piece_);
  }

  Result<ByteView> next_piece() {
    piece_.erase(piece_.begin(), piece_.begin() + static_cast<std::ptrdiff_t>(given_));
    Packet packet;
    while (next_ != wanted_.end() && piece_.size() < piece_bytes) {
      RUNSEAL_TRY(const bool found, source_.next(packet));
      if (!found) {
        return fail(ErrorCode::not_found, "the capture has no packet " + std::to_string(*next_), {},
                    "give the same capture that was read before");
      }
      if (packet.at.packet != *next_) continue;
      writer_.packet(piece_, packet, with_payload_ ? packet.bytes.size() : headers_of(packet));
      ++next_;
      ++written_;
    }
    given_ = piece_.size();
    return ByteView(piece_);
  }

  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  PacketSource& source_;
  const std::set<std::uint64_t>& wanted_;
  std::set<std::uint64_t>::const_iterator next_;
  bool with_payload_;
  PcapngWriter writer_;
  Bytes piece_;
  std::size_t given_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace

std::size_t headers_of(const Packet& packet) {
  const auto opened = open_link(packet.link, {packet.bytes, packet.size});
  if (!opened) return 0;
  return static_cast<std::size_t>(behind_headers(opened, packet.bytes).data() - packet.bytes.data());
}

Result<std::uint64_t> write_proof(base::Files& files, const std::string& capture,
                                  const std::set<std::uint64_t>& packets, const base::Path& out, bool with_payload) {
  RUNSEAL_TRY(const auto source, open_capture(capture));
  ProofPackets proof(*source, packets, with_payload);
  RUNSEAL_CHECK(base::write_pieces_durably(files, out, [&] { return proof.next_piece(); }));
  return proof.written();
}

}  // namespace runseal::capture
