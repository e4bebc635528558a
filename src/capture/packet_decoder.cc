#include "capture/packet_decoder.h"

#include "capture/neighbours.h"
#include "capture/tunnels.h"

namespace runseal::capture {
namespace {

constexpr int deepest = 8;
constexpr std::size_t most_unknown_links = 16;

}  // namespace

void PacketDecoder::packet(const Packet& packet) {
  ++counts_.packets;
  const auto opened = open_link(packet.link, {packet.bytes, packet.size});
  if (!opened && opened.error() == LinkFault::unknown) {
    ++counts_.unknown_link;
    if (unknown_links_.size() < most_unknown_links || unknown_links_.contains(packet.link)) {
      ++unknown_links_[packet.link];
    }
    return;
  }
  carried(opened, {packet.at, 0});
}

void PacketDecoder::carried(const std::expected<Carried, LinkFault>& opened, Nested in) {
  if (!opened) {
    ++counts_.cut;
    return;
  }
  if (in.depth > deepest) {
    ++counts_.too_deep;
    return;
  }
  switch (opened->type) {
    case type_ipv4:
    case type_ipv6: return ip(opened->rest, in);
    case type_ethernet: return carried(open_ethernet(opened->rest), {in.at, in.depth + 1});
    case type_arp: {
      if (const auto arp = open_arp(opened->rest, in.at)) handler_.on_arp(*arp);
      return;
    }
    default: ++counts_.not_ip;
  }
}

void PacketDecoder::ip(Slice packet, Nested in) {
  auto opened = open_ip(packet);
  if (!opened) {
    ++counts_.cut;
    return;
  }
  if (opened->fragment) {
    if (!fragments_.add(*opened, in.at)) return;
    if (opened->v6 && (!pass_extensions(*opened) || opened->fragment)) {  // fragments of fragments: nobody sends them
      ++counts_.cut;
      return;
    }
  }
  datagram(*opened, in);
}

void PacketDecoder::datagram(const IpPacket& packet, Nested in) {
  if (tunnel(packet, in)) return;
  if (const auto neighbour = open_neighbour(packet, in.at)) handler_.on_arp(*neighbour);
  Datagram datagram;
  datagram.at = in.at;
  datagram.from = packet.from;
  datagram.to = packet.to;
  datagram.protocol = packet.protocol;
  datagram.hops = packet.hops;
  datagram.payload = packet.payload.bytes;
  datagram.size = packet.payload.size;
  handler_.on_datagram(datagram);
}

bool PacketDecoder::tunnel(const IpPacket& packet, Nested in) {
  const auto inside = open_tunnel(packet);
  if (!inside) return false;
  const bool frame = inside->type == type_ethernet;
  carried(frame ? open_ethernet(inside->rest) : open_tags(*inside), {in.at, in.depth + 1});
  return true;
}

DecoderCounts PacketDecoder::counts() const {
  auto counts = counts_;
  counts.fragments = fragments_.counts();
  return counts;
}

}  // namespace runseal::capture
