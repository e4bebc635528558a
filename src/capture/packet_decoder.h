// From packets to datagrams: opens links, tags and mirror tunnels, and puts fragments together.
#pragma once

#include <map>

#include "capture/fragments.h"
#include "capture/packet_source.h"

namespace runseal::capture {

struct DecoderCounts {
  std::uint64_t packets = 0;
  std::uint64_t not_ip = 0;        // nor ARP: what keeps a network going (spanning tree, LLDP), and other protocols
  std::uint64_t unknown_link = 0;  // the capture's link type is not read here
  std::uint64_t cut = 0;           // cut, or contradicting itself, in the headers up to IP's
  std::uint64_t too_deep = 0;      // tunnels in tunnels
  FragmentCounts fragments;
};

class PacketDecoder {
 public:
  // `handler` outlives it.
  explicit PacketDecoder(DatagramHandler& handler) : handler_(handler) {}

  void packet(const Packet& packet);

  [[nodiscard]] DecoderCounts counts() const;
  [[nodiscard]] std::vector<Sign> take_signs() { return fragments_.take_signs(); }
  // Of the packets of unknown_link: how many had which link type. Few different ones are kept.
  [[nodiscard]] const std::map<std::uint32_t, std::uint64_t>& unknown_links() const { return unknown_links_; }
  [[nodiscard]] std::size_t footprint() const { return sizeof *this + fragments_.footprint(); }

 private:
  struct Nested {
    Moment at;
    int depth = 0;
  };
  void carried(const std::expected<Carried, LinkFault>& opened, Nested in);
  void ip(Slice packet, Nested in);
  void datagram(const IpPacket& packet, Nested in);
  // True: it was a tunnel, and what it carries was dealt with.
  bool tunnel(const IpPacket& packet, Nested in);

  DatagramHandler& handler_;
  Fragments fragments_;
  DecoderCounts counts_;
  std::map<std::uint32_t, std::uint64_t> unknown_links_;
};

}  // namespace runseal::capture
